'use strict';
// The server of `library.yaml`.

const fastify = require('fastify');
const { exactInteger } = require('../express/exact_json');
const { Store, StoreError } = require('../express/store');
const schemas = require('./schemas');
const { validatorCompiler } = require('./validation');

const TOKEN = 'library-token';

/** The application, with an empty store. */
module.exports = function library() {
  const store = new Store();
  const app = fastify({ frameworkErrors: sendError });
  app.setValidatorCompiler(validatorCompiler);
  app.setErrorHandler(sendError);
  app.setNotFoundHandler((request, reply) => sendError(new StoreError(404, 'There is no such path.'), request, reply));

  app.decorateRequest('rawBody', '');
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    request.rawBody = body;
    parseJson(request, body, done);
  });

  app.addHook('onRequest', async (request, reply) => {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    if (scheme.toLowerCase() === 'bearer' && token === TOKEN) return;
    reply.header('WWW-Authenticate', 'Bearer');
    throw new StoreError(401, 'The token is missing or not valid.');
  });

  app.get('/books', {
    schema: { querystring: schemas.bookList, response: { 200: { type: 'array', items: schemas.book } } },
    preValidation: async ({ query }) => {
      if (typeof query.genre === 'string') query.genre = query.genre.split(',');
    },
    handler: async ({ query: { limit, offset, genre } }, reply) => {
      const { total, page } = store.listBooks({ limit, offset, genres: genre });
      reply.header('X-Total-Count', total);
      return page;
    },
  });
  app.post('/books', {
    schema: { body: schemas.bookDraft, response: { 201: schemas.book } },
    handler: async (request, reply) => {
      const book = store.createBook(bookDraft(request));
      reply.code(201).header('Location', `/books/${book.id}`);
      return book;
    },
  });
  app.get('/books/:bookId', {
    schema: { params: schemas.bookParams, response: { 200: schemas.book } },
    handler: async (request) => store.getBook(request.params.bookId),
  });
  app.put('/books/:bookId', {
    schema: { params: schemas.bookParams, body: schemas.bookDraft, response: { 200: schemas.book } },
    handler: async (request) => store.replaceBook(request.params.bookId, bookDraft(request)),
  });
  app.delete('/books/:bookId', {
    schema: { params: schemas.bookParams },
    handler: async (request, reply) => {
      store.deleteBook(request.params.bookId);
      return reply.code(204).send();
    },
  });
  // In a plugin of its own: other operations take JSON alone.
  app.register(async (covers) => {
    covers.removeAllContentTypeParsers();
    covers.addContentTypeParser('image/png', { parseAs: 'buffer', bodyLimit: 5 * 1024 * 1024 }, async (_, bytes) => bytes);
    covers.put('/books/:bookId/cover', {
      schema: { params: schemas.bookParams },
      handler: async (request, reply) => {
        if (!request.body?.length) throw new StoreError(400, 'The picture is missing.');
        store.setCover(request.params.bookId, request.body);
        return reply.code(204).send();
      },
    });
  });

  app.post('/members', {
    schema: { body: schemas.memberDraft, response: { 201: schemas.member } },
    handler: async (request, reply) => {
      const member = store.createMember(request.body);
      reply.code(201).header('Location', `/members/${member.id}`);
      return member;
    },
  });
  app.get('/members/:memberId', {
    schema: { params: schemas.memberParams, response: { 200: schemas.member } },
    handler: async (request) => store.getMember(request.params.memberId),
  });
  app.patch('/members/:memberId', {
    schema: { params: schemas.memberParams, body: schemas.memberChange, response: { 200: schemas.member } },
    handler: async (request) => store.updateMember(request.params.memberId, request.body),
  });
  app.delete('/members/:memberId', {
    schema: { params: schemas.memberParams },
    handler: async (request, reply) => {
      store.deleteMember(request.params.memberId);
      return reply.code(204).send();
    },
  });

  app.post('/loans', {
    schema: { body: schemas.loanDraft, response: { 201: schemas.loan } },
    handler: async (request, reply) => {
      reply.code(201);
      return store.createLoan(request.body);
    },
  });
  app.get('/loans/:loanId', {
    schema: { params: schemas.loanParams, response: { 200: schemas.loan } },
    handler: async (request) => store.getLoan(request.params.loanId),
  });
  app.delete('/loans/:loanId', {
    schema: { params: schemas.loanParams },
    handler: async (request, reply) => {
      store.endLoan(request.params.loanId);
      return reply.code(204).send();
    },
  });
  return app;
};

function sendError(error, request, reply) {
  const code = error.statusCode ?? error.status ?? 500;
  reply.code(code).send({ code, message: error.message });
}

/** The body with its barcode as it was sent: `JSON.parse` rounds integers beyond 2^53. */
function bookDraft(request) {
  const { barcode } = request.body;
  if (barcode === undefined || Number.isSafeInteger(barcode)) return request.body;
  const exact = exactInteger(request.rawBody, 'barcode', barcode);
  if (exact > 2n ** 63n - 1n) throw new StoreError(400, 'barcode has more than 64 bits');
  return { ...request.body, barcode: exact };
}
