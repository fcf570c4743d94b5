// A client of openapi-fetch, which is typed by the definitions.
import createClient from "openapi-fetch";
import type { paths } from "./password-otp";

const client = createClient<paths>({ baseUrl: "https://api.loginradius.com" });

export async function request(): Promise<string | undefined> {
  const { data, error } = await client.POST("/identity/v2/auth/password/otp", {
    params: { query: { smstemplate: "SMS-Template", isvoiceotp: true } },
    body: { Phone: "+1234567890" },
  });
  if (error) return error.Message;
  return data.Data.Sid;
}

export async function wrong(): Promise<void> {
  // @ts-expect-error
  await client.POST("/identity/v2/auth/password/otp", { body: { phone: "+1234567890" } });
  // @ts-expect-error
  await client.POST("/identity/v2/auth/password/otp", {});
  // @ts-expect-error
  await client.GET("/identity/v2/auth/password/otp");
}
