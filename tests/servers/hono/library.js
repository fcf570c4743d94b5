'use strict';
// The server of `library.yaml`. Requests are validated by the schemas of each route.

const { randomUUID } = require('node:crypto');
const { OpenAPIHono, createRoute, z } = require('@hono/zod-openapi');
const { bearerAuth } = require('hono/bearer-auth');
const { HTTPException } = require('hono/http-exception');
const schemas = require('./schemas');

const json = (schema, description) => ({ description, content: { 'application/json': { schema } } });
const failures = Object.fromEntries([400, 401, 404, 409, 415].map((code) => [code, json(schemas.error, 'The request failed.')]));

/** A route of a method and a path, with the schemas of path, query and body, and of the response. */
function route(method, path, { params, query, body }, [status, schema]) {
  const success = schema ? json(schema, 'Done.') : { description: 'Done.' };
  const request = { params, query, body: body && { required: true, ...json(body, 'The new values.') } };
  return createRoute({ method, path, request, responses: { [status]: success, ...failures } });
}

/** The application. */
module.exports = function library() {
  const books = new Map();
  const members = new Map();
  const loans = new Map();
  let lastBook = 0;
  let lastLoan = 0;

  const app = new OpenAPIHono({ defaultHook });
  app.onError(onError);
  app.notFound((context) => context.json({ code: 404, message: 'there is no such path' }, 404));
  app.use(bearerAuth({ token: 'library-token' }));

  app.openapi(route('get', '/books', { query: schemas.page }, [200, z.array(schemas.book)]), (context) => {
    const { limit, offset, genre } = context.req.valid('query');
    const matching = [...books.values()].filter((book) => !genre || genre.includes(book.genre));
    context.header('X-Total-Count', String(matching.length));
    return context.json(matching.slice(offset, offset + limit), 200);
  });

  app.openapi(route('post', '/books', { body: schemas.bookDraft }, [201, schemas.book]), (context) => {
    const draft = context.req.valid('json');
    rejectIsbn(draft.isbn);
    const book = { ...draft, id: ++lastBook, added: new Date().toISOString() };
    books.set(book.id, book);
    return context.json(book, 201, { Location: `/books/${book.id}` });
  });

  app.openapi(route('get', '/books/{bookId}', { params: schemas.bookId }, [200, schemas.book]), (context) => {
    return context.json(find(books, context.req.valid('param').bookId, 'book'), 200);
  });

  const replace = { params: schemas.bookId, body: schemas.bookDraft };
  app.openapi(route('put', '/books/{bookId}', replace, [200, schemas.book]), (context) => {
    const { id, added } = find(books, context.req.valid('param').bookId, 'book');
    const draft = context.req.valid('json');
    rejectIsbn(draft.isbn, id);
    books.set(id, { ...draft, id, added });
    return context.json(books.get(id), 200);
  });

  app.openapi(route('delete', '/books/{bookId}', { params: schemas.bookId }, [204]), (context) => {
    const { id } = find(books, context.req.valid('param').bookId, 'book');
    reject([...loans.values()].some(({ bookId }) => bookId === id), 'the book is lent');
    books.delete(id);
    return context.body(null, 204);
  });

  app.openapi(route('put', '/books/{bookId}/cover', { params: schemas.bookId }, [204]), async (context) => {
    find(books, context.req.valid('param').bookId, 'book');
    const [type] = (context.req.header('Content-Type') ?? '').split(';');
    if (type !== 'image/png') throw new HTTPException(415, { message: 'image/png is expected' });
    const picture = await context.req.arrayBuffer();
    if (picture.byteLength === 0) throw new HTTPException(400, { message: 'a picture is required' });
    return context.body(null, 204);
  });

  app.openapi(route('post', '/members', { body: schemas.memberDraft }, [201, schemas.member]), (context) => {
    const { pin, ...draft } = context.req.valid('json');
    const member = { id: randomUUID(), ...draft };
    members.set(member.id, member);
    return context.json(member, 201, { Location: `/members/${member.id}` });
  });

  app.openapi(route('get', '/members/{memberId}', { params: schemas.memberId }, [200, schemas.member]), (context) => {
    return context.json(find(members, context.req.valid('param').memberId, 'member'), 200);
  });

  const change = { params: schemas.memberId, body: schemas.memberChange };
  app.openapi(route('patch', '/members/{memberId}', change, [200, schemas.member]), (context) => {
    const member = find(members, context.req.valid('param').memberId, 'member');
    return context.json(Object.assign(member, context.req.valid('json')), 200);
  });

  app.openapi(route('delete', '/members/{memberId}', { params: schemas.memberId }, [204]), (context) => {
    const { id } = find(members, context.req.valid('param').memberId, 'member');
    reject([...loans.values()].some(({ memberId }) => memberId === id), 'the member has a book');
    members.delete(id);
    return context.body(null, 204);
  });

  app.openapi(route('post', '/loans', { body: schemas.loanDraft }, [201, schemas.loan]), (context) => {
    const draft = context.req.valid('json');
    find(books, draft.bookId, 'book');
    find(members, draft.memberId, 'member');
    reject([...loans.values()].some(({ bookId }) => bookId === draft.bookId), 'the book is lent');
    const due = new Date(Date.now() + draft.days * 86_400_000).toISOString().slice(0, 10);
    const loan = { id: ++lastLoan, ...draft, due };
    loans.set(loan.id, loan);
    return context.json(loan, 201);
  });

  app.openapi(route('get', '/loans/{loanId}', { params: schemas.loanId }, [200, schemas.loan]), (context) => {
    return context.json(find(loans, context.req.valid('param').loanId, 'loan'), 200);
  });

  app.openapi(route('delete', '/loans/{loanId}', { params: schemas.loanId }, [204]), (context) => {
    const { id } = find(loans, context.req.valid('param').loanId, 'loan');
    loans.delete(id);
    return context.body(null, 204);
  });

  function rejectIsbn(isbn, own) {
    reject([...books.values()].some((book) => book.isbn === isbn && book.id !== own), 'another book has this isbn');
  }

  return app;
};

function find(resources, key, name) {
  if (!resources.has(key)) throw new HTTPException(404, { message: `there is no such ${name}` });
  return resources.get(key);
}

function reject(isConflict, message) {
  if (isConflict) throw new HTTPException(409, { message });
}

function defaultHook(result, context) {
  if (result.success) return undefined;
  const { path, message } = result.error.issues[0];
  return context.json({ code: 400, message: `${path.join('.')}: ${message}` }, 400);
}

function onError(error, context) {
  if (!(error instanceof HTTPException)) return context.json({ code: 500, message: 'Internal Server Error' }, 500);
  const challenge = error.getResponse().headers.get('WWW-Authenticate');
  const headers = challenge ? { 'WWW-Authenticate': challenge } : {};
  return context.json({ code: error.status, message: error.message || 'The token is not valid' }, error.status, headers);
}
