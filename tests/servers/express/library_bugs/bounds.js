'use strict';
// Bugs at bounds: numbers, lengths of texts and lists, patterns.

const { StoreError } = require('../store');
const { listParameter, schema } = require('./change');

module.exports = {
  'limit-maximum-exceeded': listParameter('limit', (limit) => { limit.maximum = 51; }),
  'limit-maximum-rejected': listParameter('limit', (limit) => { limit.maximum = 49; }),
  'limit-zero-accepted': listParameter('limit', (limit) => { limit.minimum = 0; }),
  'offset-negative-accepted': listParameter('offset', (offset) => { delete offset.minimum; }),
  'genres-four-accepted': listParameter('genre', (genre) => { delete genre.maxItems; }),
  'genre-not-listed-accepted': listParameter('genre', (genre) => { genre.items = { type: 'string' }; }),
  'title-maximum-exceeded': schema('BookDraft', ({ title }) => { title.maxLength = 201; }),
  'title-longest-rejected': schema('BookDraft', ({ title }) => { title.maxLength = 199; }),
  'title-empty-accepted': schema('BookDraft', ({ title }) => { title.minLength = 0; }),
  'title-length-in-bytes': {
    validated(request, response, next) {
      if (Buffer.byteLength(request.body?.title ?? '') > 200) throw new StoreError(400, 'The title is too long.');
      next();
    },
  },
  'pages-maximum-exceeded': schema('BookDraft', ({ pages }) => { pages.maximum = 20001; }),
  'pages-minimum-rejected': schema('BookDraft', ({ pages }) => { pages.minimum = 2; }),
  'pages-fraction-accepted': schema('BookDraft', ({ pages }) => { pages.type = 'number'; delete pages.format; }),
  'price-maximum-accepted': schema('BookDraft', ({ price }) => { delete price.exclusiveMaximum; }),
  'price-zero-rejected': schema('BookDraft', ({ price }) => { price.exclusiveMinimum = true; }),
  'authors-eleven-accepted': schema('BookDraft', ({ authors }) => { authors.maxItems = 11; }),
  'authors-repeated-accepted': schema('BookDraft', ({ authors }) => { delete authors.uniqueItems; }),
  'authors-empty-rejected': schema('BookDraft', ({ authors }) => { authors.minItems = 1; }),
  'author-empty-accepted': schema('BookDraft', ({ authors }) => { delete authors.items.minLength; }),
  'isbn-unanchored': schema('BookDraft', ({ isbn }) => { isbn.pattern = '97[89][0-9]{10}'; }),
  'isbn-line-break-accepted': schema('BookDraft', ({ isbn }) => { isbn.pattern = '^97[89][0-9]{10}\\n?$'; }),
  'name-maximum-rejected': schema('MemberDraft', ({ name }) => { name.maxLength = 79; }),
  'pin-short-accepted': schema('MemberDraft', ({ pin }) => { pin.pattern = '^[0-9]{3,8}$'; }),
  'change-empty-accepted': schema('MemberChange', (properties, change) => { delete change.minProperties; }),
  'days-maximum-exceeded': schema('LoanDraft', ({ days }) => { days.maximum = 61; }),
  'days-minimum-rejected': schema('LoanDraft', ({ days }) => { days.minimum = 2; }),
  'note-maximum-exceeded': schema('LoanDraft', ({ note }) => { note.maxLength = 501; }),
};
