'use strict';
// The schemas of `library.yaml`, as JSON Schema.

const genre = { type: 'string', enum: ['novel', 'poetry', 'science', 'history'] };
const name = { type: 'string', minLength: 1, maxLength: 80 };
const birthday = { type: 'string', format: 'date', nullable: true };
const bookId = { type: 'integer', minimum: 1 };
const memberId = { type: 'string', format: 'uuid' };
const note = { type: 'string', maxLength: 500, nullable: true };
const line = { type: 'string', minLength: 1, maxLength: 100 };

const contact = {
  type: 'object',
  oneOf: [
    {
      type: 'object',
      required: ['kind', 'address'],
      properties: {
        kind: { type: 'string', enum: ['email'] },
        address: { type: 'string', pattern: '^[^@ ]+@[^@ ]+$', maxLength: 100 },
      },
    },
    {
      type: 'object',
      required: ['kind', 'street', 'city'],
      properties: { kind: { type: 'string', enum: ['postal'] }, street: line, city: line },
    },
  ],
};

const book = {
  title: { type: 'string', minLength: 1, maxLength: 200 },
  isbn: { type: 'string', pattern: '^97[89][0-9]{10}$' },
  genre,
  published: { type: 'string', format: 'date' },
  pages: { type: 'integer', minimum: 1, maximum: 20000 },
  price: { type: 'number', minimum: 0, exclusiveMaximum: 10000 },
  subtitle: { type: 'string', nullable: true, maxLength: 300 },
  authors: { type: 'array', maxItems: 10, uniqueItems: true, items: line },
  barcode: { type: 'integer', minimum: 0 },
  signed: { type: 'boolean', default: false },
};

module.exports = {
  bookDraft: { type: 'object', required: ['title', 'isbn'], properties: book },
  book: {
    type: 'object',
    required: ['id', 'added', 'title', 'isbn'],
    properties: {
      id: bookId,
      added: { type: 'string' },
      ...book,
      published: { type: 'string' },
    },
  },
  bookList: {
    type: 'object',
    properties: {
      limit: { type: 'integer', minimum: 1, maximum: 50, default: 20 },
      offset: { type: 'integer', minimum: 0, maximum: 2 ** 31 - 1, default: 0 },
      genre: { type: 'array', items: genre, minItems: 1, maxItems: 3 },
    },
  },
  bookParams: { type: 'object', properties: { bookId } },
  memberParams: { type: 'object', properties: { memberId } },
  loanParams: { type: 'object', properties: { loanId: bookId } },
  memberDraft: {
    type: 'object',
    required: ['name', 'contact', 'pin'],
    properties: { name, contact, pin: { type: 'string', pattern: '^[0-9]{4,8}$' }, birthday },
  },
  memberChange: { type: 'object', minProperties: 1, properties: { name, contact, birthday } },
  member: {
    type: 'object',
    required: ['id', 'name', 'contact', 'birthday'],
    properties: {
      id: { type: 'string' },
      name: { type: 'string' },
      contact: {
        type: 'object',
        properties: Object.fromEntries(['kind', 'address', 'street', 'city'].map((key) => [key, { type: 'string' }])),
      },
      birthday: { type: 'string', nullable: true },
    },
  },
  loanDraft: {
    type: 'object',
    required: ['bookId', 'memberId'],
    properties: { bookId, memberId, days: { type: 'integer', minimum: 1, maximum: 60, default: 14 }, note },
  },
  loan: {
    type: 'object',
    required: ['id', 'bookId', 'memberId', 'days', 'due', 'note'],
    properties: {
      id: bookId,
      bookId,
      memberId: { type: 'string' },
      days: { type: 'integer' },
      due: { type: 'string' },
      note: { type: 'string', nullable: true },
    },
  },
};
