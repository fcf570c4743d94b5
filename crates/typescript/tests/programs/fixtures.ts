// Values that the definitions of fixtures accept, and values that they do not. The compiler reports a line below `@ts-expect-error`
// that has no error.
import type { All, Counted } from "./additional-properties";
import type { Pet } from "./one-of-discriminator";
import type { operations as rw, User, UserRequest } from "./read-write-only";
import type { operations as streams } from "./streams";
import type { Holes } from "./nullable-aliases";
import type { components, operations as constants, Shape } from "./v31-constants";

// `readOnly` properties are not in requests, `writeOnly` ones not in responses.
type Sent = rw["addUser"]["requestBody"]["content"]["application/json"];
type Received = rw["addUser"]["responses"][200]["content"]["application/json"];
export const sent: Sent = { name: "Ada", password: "secret", friends: [] };
export const same: UserRequest = sent;
// @ts-expect-error
export const unsent: Sent = { id: 1, name: "Ada", password: "secret", friends: [] };
export function received(user: Received): number {
  const typed: User = user;
  // @ts-expect-error
  user.password;
  return typed.id;
}

// The discriminator narrows.
export function lives(pet: Pet): number | undefined {
  if ("kind" in pet && pet.kind === "cat") return pet.lives;
  // @ts-expect-error
  return pet.lives;
}
export const cat: Pet = { kind: "kitten", lives: 9 };
// @ts-expect-error
export const bird: Pet = { kind: "bird" };
export function radius(shape: Shape): number | undefined {
  switch (shape.kind) {
    case "circle":
      return shape.radius;
    case "square":
      // @ts-expect-error
      return shape.radius;
  }
}

// Constants of any type.
export const square: components["schemas"]["Shape"] = { kind: "square", level: "lo", version: 2, closed: true };
// @ts-expect-error
export const third: components["schemas"]["Square"] = { kind: "square", level: "lo", version: 3, closed: true };
export type Body = constants["putShape"]["requestBody"]["content"]["application/json"];

// Unlisted properties have their type, and the listed ones theirs.
export const counted: Counted = { additional_properties: "text", others: 3 };
// @ts-expect-error
export const uncounted: Counted = { others: { deep: true } };
// @ts-expect-error
export const strict: All = { strict: { name: "a", unknown: 1 } };
export const open: All = { open: { name: "a", unknown: 1 } };

// `null` where a schema permits it, and only there.
export const holes: Holes = { second: null, wrapped: null, short: "abc" };
// @ts-expect-error
export const missing: Holes = { second: null, wrapped: null };

// Streams of items.
export async function sum(lines: streams["ingest"]["requestBody"]["content"]["application/x-ndjson"]): Promise<number> {
  let total = 0;
  for await (const reading of lines) total += reading.value;
  return total;
}
