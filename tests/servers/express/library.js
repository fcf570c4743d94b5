'use strict';
// The server of `library.yaml`.

const express = require('express');
const OpenApiValidator = require('express-openapi-validator');
const { exactInteger, sendJson } = require('./exact_json');
const { Store, StoreError } = require('./store');

const TOKEN = 'library-token';

/** The application. `bug` may change the store, add middleware before all other, and change the check of the token. */
module.exports = function library(api, bug) {
  const store = new Store();
  bug.store?.(store);

  const app = express();
  app.use(sendJson);
  if (bug.middleware) app.use(bug.middleware);
  app.use(express.json({ type: bug.jsonTypes ?? 'application/json', verify: (request, _, bytes) => { request.rawBody = bytes; } }));
  app.use(express.raw({ type: 'image/png', limit: '5mb' }));
  app.use(
    OpenApiValidator.middleware({
      apiSpec: api,
      ajvFormats: { mode: bug.formats ?? 'full' },
      validateSecurity: { handlers: { librarian: bug.authenticate ?? authenticate } },
    }),
  );
  if (bug.validated) app.use(bug.validated);

  app.get('/books', (request, response) => {
    const { limit, offset, genre } = request.query;
    const { total, page } = store.listBooks({ limit, offset, genres: genre });
    response.set('X-Total-Count', String(total)).json(page);
  });
  app.post('/books', (request, response) => {
    const book = store.createBook(bookDraft(request));
    response.status(201).location(`/books/${book.id}`).json(book);
  });
  app.get('/books/:bookId', (request, response) => {
    response.json(store.getBook(request.params.bookId));
  });
  app.put('/books/:bookId', (request, response) => {
    response.json(store.replaceBook(request.params.bookId, bookDraft(request)));
  });
  app.delete('/books/:bookId', (request, response) => {
    store.deleteBook(request.params.bookId);
    response.status(204).end();
  });
  app.put('/books/:bookId/cover', (request, response) => {
    if (!Buffer.isBuffer(request.body)) throw new StoreError(400, 'The picture is missing.');
    store.setCover(request.params.bookId, request.body);
    response.status(204).end();
  });

  app.post('/members', (request, response) => {
    const { pin, ...member } = store.createMember(request.body);
    response.status(201).location(`/members/${member.id}`).json(member);
  });
  app.get('/members/:memberId', (request, response) => {
    const { pin, ...member } = store.getMember(request.params.memberId);
    response.json(member);
  });
  app.patch('/members/:memberId', (request, response) => {
    // The validator lets an empty body pass, because `MemberChange` has no required property.
    if (request.body === undefined) throw new StoreError(400, 'The change is missing.');
    const { pin, ...member } = store.updateMember(request.params.memberId, request.body);
    response.json(member);
  });
  app.delete('/members/:memberId', (request, response) => {
    store.deleteMember(request.params.memberId);
    response.status(204).end();
  });

  app.post('/loans', (request, response) => {
    response.status(201).json(store.createLoan(request.body));
  });
  app.get('/loans/:loanId', (request, response) => {
    response.json(store.getLoan(request.params.loanId));
  });
  app.delete('/loans/:loanId', (request, response) => {
    store.endLoan(request.params.loanId);
    response.status(204).end();
  });

  app.use((error, request, response, next) => {
    const status = error.status ?? 500;
    if (status === 401) response.set('WWW-Authenticate', 'Bearer');
    response.set(error.headers ?? {}).status(status).json({ code: status, message: error.message });
  });
  return app;
};

function authenticate(request) {
  const [scheme, token] = (request.get('authorization') ?? '').split(' ');
  return scheme.toLowerCase() === 'bearer' && token === TOKEN;
}

/** The body with its barcode as it was sent: `JSON.parse` rounds integers beyond 2^53. */
function bookDraft(request) {
  const { barcode } = request.body;
  if (barcode === undefined || Number.isSafeInteger(barcode)) return request.body;
  const exact = exactInteger(request.rawBody.toString(), 'barcode', barcode);
  if (exact > 2n ** 63n - 1n) throw new StoreError(400, 'barcode has more than 64 bits');
  return { ...request.body, barcode: exact };
}
