'use strict';
// The stored books, members and loans, and the rules between them.

const { randomUUID } = require('node:crypto');

/** A request that contradicts the stored resources. `status` is the documented status code. */
class StoreError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const BOOK_PROPERTIES =
  ['title', 'isbn', 'genre', 'published', 'pages', 'price', 'subtitle', 'authors', 'barcode', 'signed'];

/** The properties of `names` that `object` has. */
function pick(object, names) {
  return Object.fromEntries(names.filter((name) => object[name] !== undefined).map((name) => [name, object[name]]));
}

/** A contact has the properties of its kind alone. */
function contact(given) {
  return pick(given, given.kind === 'email' ? ['kind', 'address'] : ['kind', 'street', 'city']);
}

/** The resources, in memory. Methods throw a `StoreError`. */
class Store {
  books = new Map();
  members = new Map();
  loans = new Map();
  covers = new Map();
  lastBookId = 0;
  lastLoanId = 0;

  listBooks({ genres, limit, offset }) {
    const all = [...this.books.values()].filter((book) => !genres || genres.includes(book.genre));
    return { total: all.length, page: all.slice(offset, offset + limit) };
  }

  createBook(draft) {
    this.checkIsbn(draft.isbn);
    const book = { ...pick(draft, BOOK_PROPERTIES), id: ++this.lastBookId, added: new Date().toISOString() };
    this.books.set(book.id, book);
    return book;
  }

  getBook(id) {
    return found(this.books.get(id), 'book');
  }

  replaceBook(id, draft) {
    const { added } = this.getBook(id);
    this.checkIsbn(draft.isbn, id);
    const book = { ...pick(draft, BOOK_PROPERTIES), id, added };
    this.books.set(id, book);
    return book;
  }

  deleteBook(id) {
    this.getBook(id);
    if (this.isLent(id)) throw new StoreError(409, 'The book is lent.');
    this.books.delete(id);
  }

  setCover(id, picture) {
    this.getBook(id);
    this.covers.set(id, picture);
  }

  createMember({ name, contact: given, pin, birthday = null }) {
    const member = { id: randomUUID(), name, contact: contact(given), pin, birthday };
    this.members.set(member.id, member);
    return member;
  }

  getMember(id) {
    return found(this.members.get(id.toLowerCase()), 'member');
  }

  updateMember(id, change) {
    const member = this.getMember(id);
    const changed = { ...member, ...pick(change, ['name', 'contact', 'birthday']) };
    if (change.contact) changed.contact = contact(change.contact);
    this.members.set(member.id, changed);
    return changed;
  }

  deleteMember(id) {
    const member = this.getMember(id);
    if ([...this.loans.values()].some((loan) => loan.memberId === member.id)) {
      throw new StoreError(409, 'The member has a book.');
    }
    this.members.delete(member.id);
  }

  createLoan({ bookId, memberId, days = 14, note = null }) {
    this.getBook(bookId);
    const member = this.getMember(memberId);
    if (this.isLent(bookId)) throw new StoreError(409, 'The book is lent.');
    const due = new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
    const loan = { id: ++this.lastLoanId, bookId, memberId: member.id, days, due, note };
    this.loans.set(loan.id, loan);
    return loan;
  }

  getLoan(id) {
    return found(this.loans.get(id), 'loan');
  }

  endLoan(id) {
    this.getLoan(id);
    this.loans.delete(id);
  }

  isLent(bookId) {
    return [...this.loans.values()].some((loan) => loan.bookId === bookId);
  }

  /** Another book than `id` must not have the ISBN. */
  checkIsbn(isbn, id) {
    if ([...this.books.values()].some((book) => book.isbn === isbn && book.id !== id)) {
      throw new StoreError(409, 'Another book has this ISBN.');
    }
  }
}

function found(resource, kind) {
  if (!resource) throw new StoreError(404, `There is no such ${kind}.`);
  return resource;
}

module.exports = { Store, StoreError };
