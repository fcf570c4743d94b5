'use strict';
// Bugs in values: null, alternatives, read-only and write-only properties, large integers, dates, optional properties.

const { StoreError } = require('../store');
const { crash, json, method, schema } = require('./change');

/** A bug in stored books. */
function book(change) {
  return method('createBook', function (correct, draft) {
    const correctBook = correct(draft);
    const changed = { ...correctBook, ...change(correctBook, draft) };
    this.books.delete(correctBook.id);
    this.books.set(changed.id, changed);
    return changed;
  });
}

/** A bug in stored members. */
function member(change) {
  return method('createMember', function (correct, draft) {
    const stored = correct(draft);
    const changed = { ...stored, ...change(stored) };
    this.members.set(changed.id, changed);
    return changed;
  });
}

/** A bug in responses with a member. */
function memberResponse(change) {
  return json((request, response, body) =>
    request.path.startsWith('/members') && response.statusCode < 300 ? change(body, request) : body);
}

module.exports = {
  'subtitle-null-rejected': schema('BookDraft', ({ subtitle }) => { delete subtitle.nullable; }),
  'subtitle-null-500': method('createBook', (correct, draft) =>
    draft.subtitle === null ? crash() : correct(draft)),
  'subtitle-null-is-text': book(({ subtitle }) => (subtitle === null ? { subtitle: 'null' } : {})),
  'birthday-null-rejected': schema('MemberDraft', ({ birthday }) => { delete birthday.nullable; }),
  'birthday-null-ignored': method('updateMember', (correct, id, { birthday, ...change }) =>
    correct(id, birthday === null ? change : { birthday, ...change })),
  'birthday-null-left-out': memberResponse(({ birthday, ...rest }) => (birthday === null ? rest : { ...rest, birthday })),
  'note-null-500': method('createLoan', (correct, draft) => (draft.note === null ? crash() : correct(draft))),
  'title-null-accepted': schema('BookDraft', ({ title }) => { title.nullable = true; }),
  'name-null-accepted': schema('MemberChange', ({ name }) => { name.nullable = true; }),

  'postal-rejected': schema('MemberDraft', (properties) => {
    properties.contact = { $ref: '#/components/schemas/EmailContact' };
  }),
  'postal-500': method('createMember', (correct, draft) =>
    draft.contact.kind === 'postal' ? crash() : correct(draft)),
  'postal-stored-wrong': member(({ contact }) =>
    contact.kind === 'postal' ? { contact: { ...contact, city: contact.street } } : {}),
  'email-contact-in-lower-case': member(({ contact }) =>
    contact.kind === 'email' ? { contact: { ...contact, address: contact.address.toLowerCase() } } : {}),

  'id-from-client': book((correct, draft) => (Number.isInteger(draft.id) ? { id: draft.id } : {})),
  'added-from-client': book((correct, draft) => (draft.added === undefined ? {} : { added: draft.added })),
  'pin-returned': memberResponse((body, request) =>
    request.body?.pin ? { ...body, pin: request.body.pin } : body),

  'barcode-truncated': book(({ barcode }) =>
    barcode === undefined ? {} : { barcode: Number(BigInt.asIntN(32, BigInt(barcode))) }),
  'barcode-rounded': book(({ barcode }) => (barcode === undefined ? {} : { barcode: Number(barcode) })),
  'barcode-is-text': book(({ barcode }) => (barcode === undefined ? {} : { barcode: String(barcode) })),
  'price-rounded': book(({ price }) => (price === undefined ? {} : { price: Math.round(price) })),

  'published-no-such-day-accepted': { formats: 'fast' },
  'leap-day-rejected': {
    validated(request, response, next) {
      if (/-02-29$/.test(request.body?.published)) throw new StoreError(400, 'published is no day');
      next();
    },
  },
  'added-without-offset': book(({ added }) => ({ added: added.replace('Z', '') })),
  'published-as-date-time': book(({ published }) => (published ? { published: `${published}T00:00:00Z` } : {})),
  'due-as-date-time': method('createLoan', function (correct, draft) {
    const loan = correct(draft);
    loan.due = `${loan.due}T00:00:00Z`;
    return loan;
  }),

  'empty-authors-null': book(({ authors }) => (authors?.length === 0 ? { authors: null } : {})),
  'authors-sorted': book(({ authors }) => (authors ? { authors: [...authors].sort() } : {})),
  'title-trimmed': book(({ title }) => ({ title: title.trim() })),

  'genre-required': schema('BookDraft', (properties, draft) => { draft.required.push('genre'); }),
  'days-required': schema('LoanDraft', ({ days }, draft) => { delete days.default; draft.required.push('days'); }),
  'published-absent-500': method('createBook', (correct, draft) =>
    draft.published === undefined ? crash() : correct(draft)),
  'title-not-required': schema('BookDraft', (properties, draft) => { draft.required = ['isbn']; }),
  'unlisted-property-rejected': schema('BookDraft', (properties, draft) => { draft.additionalProperties = false; }),
  'days-default-differs': schema('LoanDraft', ({ days }) => { days.default = 7; }),
  'signed-default-differs': schema('BookDraft', ({ signed }) => { signed.default = true; }),
  'signed-false-stored-as-true': book(() => ({ signed: true })),
  'pages-absent-is-zero': book(({ pages }) => ({ pages: pages ?? 0 })),
};
