//! The stored books, members and loans, and the rules between them.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::values::{Date, not_null, or_null};

/// A request that contradicts the stored resources.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A resource that the request names does not exist.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The request contradicts the stored resources.
    #[error("{0}")]
    Conflict(&'static str),
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Genre {
    Novel,
    Poetry,
    Science,
    History,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct BookDraft {
    pub title: String,
    pub isbn: String,
    #[serde(default, deserialize_with = "not_null", skip_serializing_if = "Option::is_none")]
    pub genre: Option<Genre>,
    #[serde(default, deserialize_with = "not_null", skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
    #[serde(default, deserialize_with = "not_null", skip_serializing_if = "Option::is_none")]
    pub pages: Option<i32>,
    #[serde(default, deserialize_with = "not_null", skip_serializing_if = "Option::is_none")]
    pub price: Option<f64>,
    #[serde(default, deserialize_with = "or_null", skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<Option<String>>,
    #[serde(default, deserialize_with = "not_null", skip_serializing_if = "Option::is_none")]
    pub authors: Option<Vec<String>>,
    #[serde(default, deserialize_with = "not_null", skip_serializing_if = "Option::is_none")]
    pub barcode: Option<i64>,
    #[serde(default)]
    pub signed: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct Book {
    pub id: i64,
    pub added: DateTime<Utc>,
    #[serde(flatten)]
    pub draft: BookDraft,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Contact {
    Email { address: String },
    Postal { street: String, city: String },
}

#[derive(Debug, Deserialize)]
pub struct MemberDraft {
    pub name: String,
    pub contact: Contact,
    pub pin: String,
    pub birthday: Option<Date>,
}

#[derive(Debug, Deserialize)]
pub struct MemberChange {
    #[serde(default, deserialize_with = "not_null")]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "not_null")]
    pub contact: Option<Contact>,
    #[serde(default, deserialize_with = "or_null")]
    pub birthday: Option<Option<Date>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Member {
    pub id: Uuid,
    pub name: String,
    pub contact: Contact,
    pub birthday: Option<Date>,
    /// No operation reads it yet.
    #[serde(skip)]
    pub _pin: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoanDraft {
    pub book_id: i64,
    pub member_id: Uuid,
    #[serde(default = "two_weeks")]
    pub days: i32,
    pub note: Option<String>,
}

fn two_weeks() -> i32 {
    14
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Loan {
    pub id: i64,
    pub book_id: i64,
    pub member_id: Uuid,
    pub days: i32,
    pub due: NaiveDate,
    pub note: Option<String>,
}

/// The resources, in memory.
#[derive(Debug, Default)]
pub struct Store {
    books: BTreeMap<i64, Book>,
    covers: BTreeMap<i64, Vec<u8>>,
    members: BTreeMap<Uuid, Member>,
    loans: BTreeMap<i64, Loan>,
    last_book: i64,
    last_loan: i64,
}

impl Store {
    /// The number of books that match, and a page of them.
    pub fn list_books(&self, genres: Option<&[Genre]>, limit: usize, offset: usize) -> (usize, Vec<Book>) {
        let is_match =
            |book: &&Book| genres.is_none_or(|all| book.draft.genre.is_some_and(|genre| all.contains(&genre)));
        let matching: Vec<&Book> = self.books.values().filter(is_match).collect();
        (matching.len(), matching.into_iter().skip(offset).take(limit).cloned().collect())
    }

    pub fn create_book(&mut self, draft: BookDraft) -> Result<Book, StoreError> {
        self.check_isbn(&draft.isbn, None)?;
        self.last_book += 1;
        let book = Book { id: self.last_book, added: Utc::now(), draft };
        self.books.insert(book.id, book.clone());
        Ok(book)
    }

    pub fn book(&self, id: i64) -> Result<&Book, StoreError> {
        self.books.get(&id).ok_or(StoreError::NotFound("book"))
    }

    pub fn replace_book(&mut self, id: i64, draft: BookDraft) -> Result<Book, StoreError> {
        let added = self.book(id)?.added;
        self.check_isbn(&draft.isbn, Some(id))?;
        let book = Book { id, added, draft };
        self.books.insert(id, book.clone());
        Ok(book)
    }

    pub fn delete_book(&mut self, id: i64) -> Result<(), StoreError> {
        self.book(id)?;
        self.check_not_lent(id)?;
        self.books.remove(&id);
        self.covers.remove(&id);
        Ok(())
    }

    pub fn set_cover(&mut self, id: i64, picture: Vec<u8>) -> Result<(), StoreError> {
        self.book(id)?;
        self.covers.insert(id, picture);
        Ok(())
    }

    pub fn create_member(&mut self, draft: MemberDraft) -> Member {
        let MemberDraft { name, contact, pin, birthday } = draft;
        let member = Member { id: Uuid::new_v4(), name, contact, birthday, _pin: pin };
        self.members.insert(member.id, member.clone());
        member
    }

    pub fn member(&self, id: Uuid) -> Result<&Member, StoreError> {
        self.members.get(&id).ok_or(StoreError::NotFound("member"))
    }

    pub fn update_member(&mut self, id: Uuid, change: MemberChange) -> Result<Member, StoreError> {
        let member = self.members.get_mut(&id).ok_or(StoreError::NotFound("member"))?;
        if let Some(name) = change.name {
            member.name = name;
        }
        if let Some(contact) = change.contact {
            member.contact = contact;
        }
        if let Some(birthday) = change.birthday {
            member.birthday = birthday;
        }
        Ok(member.clone())
    }

    pub fn delete_member(&mut self, id: Uuid) -> Result<(), StoreError> {
        self.member(id)?;
        if self.loans.values().any(|loan| loan.member_id == id) {
            return Err(StoreError::Conflict("the member has a book"));
        }
        self.members.remove(&id);
        Ok(())
    }

    pub fn create_loan(&mut self, draft: LoanDraft) -> Result<Loan, StoreError> {
        let LoanDraft { book_id, member_id, days, note } = draft;
        self.book(book_id)?;
        self.member(member_id)?;
        self.check_not_lent(book_id)?;
        self.last_loan += 1;
        let due = Utc::now().date_naive() + Days::new(days.unsigned_abs().into());
        let loan = Loan { id: self.last_loan, book_id, member_id, days, due, note };
        self.loans.insert(loan.id, loan.clone());
        Ok(loan)
    }

    pub fn loan(&self, id: i64) -> Result<&Loan, StoreError> {
        self.loans.get(&id).ok_or(StoreError::NotFound("loan"))
    }

    pub fn end_loan(&mut self, id: i64) -> Result<(), StoreError> {
        self.loans.remove(&id).map(|_| ()).ok_or(StoreError::NotFound("loan"))
    }

    fn check_not_lent(&self, book: i64) -> Result<(), StoreError> {
        let is_lent = self.loans.values().any(|loan| loan.book_id == book);
        if is_lent { Err(StoreError::Conflict("the book is lent")) } else { Ok(()) }
    }

    /// No other book than `id` has the ISBN.
    fn check_isbn(&self, isbn: &str, id: Option<i64>) -> Result<(), StoreError> {
        let is_taken = self.books.values().any(|book| book.draft.isbn == isbn && Some(book.id) != id);
        if is_taken { Err(StoreError::Conflict("another book has this ISBN")) } else { Ok(()) }
    }
}
