'use strict';
// Bugs in the list of books: pages, order, filters, empty lists.

const { StoreError } = require('../store');
const { json, listParameter, method } = require('./change');

/** A bug in the query of the list. */
function query(change) {
  return method('listBooks', (correct, given) => correct({ ...given, ...change(given) }));
}

/** A bug in the list. */
function list(change) {
  return method('listBooks', (correct, given) => {
    const all = correct({ ...given, offset: 0, limit: Infinity }).page;
    return { ...correct(given), ...change(given, correct(given), all) };
  });
}

function isList(request, response) {
  return request.method === 'GET' && request.path === '/books' && response.statusCode === 200;
}

module.exports = {
  'limit-ignored': query(() => ({ limit: 50 })),
  'limit-off-by-one': query(({ limit }) => ({ limit: limit + 1 })),
  'limit-default-differs': listParameter('limit', (limit) => { limit.default = 1; }),
  'offset-ignored': query(() => ({ offset: 0 })),
  'offset-off-by-one': query(({ offset }) => ({ offset: Math.max(0, offset - 1) })),
  'offset-is-page': query(({ limit, offset }) => ({ offset: offset * limit })),
  'order-differs': list(({ limit, offset }, correct, all) =>
    limit === 20 ? {} : { page: all.reverse().slice(offset, offset + limit) }),
  'order-descending': list(({ limit, offset }, correct, all) => ({ page: all.reverse().slice(offset, offset + limit) })),
  'total-count-of-page': list((given, { page }) => ({ total: page.length })),
  'total-count-ignores-filter': method('listBooks', function (correct, given) {
    return { ...correct(given), total: this.books.size };
  }),
  'genre-ignored': query(() => ({ genres: undefined })),
  'genre-first-only': query(({ genres }) => ({ genres: genres?.slice(0, 1) })),
  'empty-list-404': method('listBooks', (correct, given) => {
    const found = correct(given);
    if (found.page.length === 0) throw new StoreError(404, 'There are no books.');
    return found;
  }),
  'empty-list-null': json((request, response, body) =>
    isList(request, response) && body.length === 0 ? null : body),
  'list-in-object': json((request, response, body) => (isList(request, response) ? { books: body } : body)),
  'list-item-lacks-added': json((request, response, body) =>
    isList(request, response) ? body.map(({ added, ...book }) => book) : body),
};
