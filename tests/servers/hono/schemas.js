'use strict';
// The schemas of `library.yaml`, with zod.

const { z } = require('@hono/zod-openapi');

const line = z.string().min(1).max(100);
const genre = z.enum(['novel', 'poetry', 'science', 'history']);
const day = z.iso.date();
const name = z.string().min(1).max(80);
const birthday = day.nullable();
const id = z.number().int().min(1);
const pathId = z.coerce.number().int().min(1);
const isUnique = (values) => new Set(values).size === values.length;

const bookDraft = z.object({
  title: z.string().min(1).max(200),
  isbn: z.string().regex(/^97[89][0-9]{10}$/),
  genre: genre.optional(),
  published: day.optional(),
  pages: z.number().int().min(1).max(20000).optional(),
  price: z.number().min(0).lt(10000).optional(),
  subtitle: z.string().max(300).nullable().optional(),
  authors: z.array(line).max(10).refine(isUnique, 'the items must be unique').optional(),
  barcode: z.number().int().min(0).optional(),
  signed: z.boolean().default(false),
});
const contact = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('email'), address: z.string().regex(/^[^@ ]+@[^@ ]+$/).max(100) }),
  z.object({ kind: z.literal('postal'), street: line, city: line }),
]);
const loanDraft = z.object({
  bookId: id,
  memberId: z.uuid(),
  days: z.number().int().min(1).max(60).default(14),
  note: z.string().max(500).nullable().default(null),
});

module.exports = {
  page: z.object({
    limit: z.coerce.number().int().min(1).max(50).default(20),
    offset: z.coerce.number().int().min(0).default(0),
    genre: z.string().transform((text) => text.split(',')).pipe(z.array(genre).min(1).max(3)).optional(),
  }),
  bookId: z.object({ bookId: pathId }),
  memberId: z.object({ memberId: z.uuid() }),
  loanId: z.object({ loanId: pathId }),
  bookDraft,
  book: bookDraft.extend({ id, added: z.iso.datetime() }),
  memberDraft: z.object({ name, contact, pin: z.string().regex(/^[0-9]{4,8}$/), birthday: birthday.default(null) }),
  memberChange: z
    .object({ name, contact, birthday })
    .partial()
    .refine((change) => Object.keys(change).length > 0, 'at least one property is required'),
  member: z.object({ id: z.uuid(), name, contact, birthday }),
  loanDraft,
  loan: loanDraft.extend({ id, due: day }),
  error: z.object({ code: z.int32(), message: z.string() }),
};
