'use strict';
// Bugs between requests: of stored, changed and removed resources.

const { StoreError } = require('../store');
const { crash, json, method } = require('./change');

/** A bug in the body of responses with a status code. */
function errorBody(status, body) {
  return json((request, response, correct) => (response.statusCode === status ? body : correct));
}

module.exports = {
  'created-not-fetched': method('getBook', function (correct, id) {
    if (id === this.lastBookId) throw new StoreError(404, 'There is no such book.');
    return correct(id);
  }),
  'member-not-fetched': method('getMember', function (correct, id) {
    if (id === [...this.members.keys()].at(-1)) throw new StoreError(404, 'There is no such member.');
    return correct(id);
  }),
  'loan-not-fetched': method('getLoan', () => {
    throw new StoreError(404, 'There is no such loan.');
  }),
  'created-not-listed': method('listBooks', function (correct, query) {
    const newest = this.books.get(this.lastBookId);
    this.books.delete(this.lastBookId);
    const list = correct(query);
    if (newest) this.books.set(newest.id, newest);
    return list;
  }),
  'created-twice': method('createBook', function (correct, draft) {
    const book = correct(draft);
    this.books.set(++this.lastBookId, { ...book, id: this.lastBookId });
    return book;
  }),
  'created-with-other-id': method('createBook', (correct, draft) => {
    const book = correct(draft);
    return { ...book, id: book.id + 1 };
  }),
  'deleted-still-there': method('deleteBook', function (correct, id) {
    this.getBook(id);
  }),
  'deleted-still-listed': {
    store(store) {
      const { listBooks, deleteBook } = store;
      const removed = new Map();
      store.deleteBook = (id) => {
        const book = store.getBook(id);
        deleteBook.call(store, id);
        removed.set(id, book);
      };
      store.listBooks = (query) => {
        const books = new Map([...store.books, ...removed].sort(([one], [other]) => one - other));
        return listBooks.call({ books }, query);
      };
    },
  },
  'member-deleted-still-there': method('deleteMember', function (correct, id) {
    this.getMember(id);
  }),
  'loan-ended-still-there': method('endLoan', function (correct, id) {
    this.getLoan(id);
  }),
  'delete-removes-all': method('deleteBook', function (correct, id) {
    correct(id);
    this.books.clear();
  }),
  'second-delete-500': method('deleteBook', function (correct, id) {
    return this.books.has(id) ? correct(id) : crash();
  }),
  'second-delete-of-member-500': method('deleteMember', function (correct, id) {
    return this.members.has(id) ? correct(id) : crash();
  }),
  'update-not-stored': method('replaceBook', function (correct, id, draft) {
    const stored = this.getBook(id);
    const book = correct(id, draft);
    this.books.set(id, stored);
    return book;
  }),
  'replace-keeps-old': method('replaceBook', function (correct, id, draft) {
    return correct(id, { ...this.getBook(id), ...draft });
  }),
  'replace-renews-added': method('replaceBook', function (correct, id, draft) {
    const book = { ...correct(id, draft), added: new Date().toISOString() };
    this.books.set(id, book);
    return book;
  }),
  'replace-returns-old': method('replaceBook', function (correct, id, draft) {
    const stored = this.getBook(id);
    correct(id, draft);
    return stored;
  }),
  'replace-unknown-creates': method('replaceBook', function (correct, id, draft) {
    return this.books.has(id) ? correct(id, draft) : this.createBook(draft);
  }),
  'patch-not-stored': method('updateMember', function (correct, id, change) {
    const stored = this.getMember(id);
    const member = correct(id, change);
    this.members.set(id, stored);
    return member;
  }),
  'patch-clears-birthday': method('updateMember', (correct, id, change) =>
    correct(id, { birthday: null, ...change })),
  'cover-unknown-book-500': method('setCover', function (correct, id, picture) {
    return this.books.has(id) ? correct(id, picture) : crash();
  }),
  'conflict-500': method('checkIsbn', (correct, ...book) => {
    try {
      correct(...book);
    } catch {
      crash();
    }
  }),
  'conflict-schema': errorBody(409, { error: 'conflict' }),
  'not-found-schema': errorBody(404, { detail: 'Not Found' }),
  'loan-of-unknown-member-500': method('createLoan', function (correct, draft) {
    return this.books.has(draft.bookId) && !this.members.has(draft.memberId) ? crash() : correct(draft);
  }),
};
