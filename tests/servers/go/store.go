package main

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Book has the properties that the request had, and those that the server sets.
type Book struct {
	ID         int64
	Isbn       string
	Genre      string
	Properties map[string]any
}

// Contact is an EmailContact or a PostalContact.
type Contact map[string]string

// Member has no pin in JSON: no operation reads it yet.
type Member struct {
	ID       string  `json:"id"`
	Name     string  `json:"name"`
	Contact  Contact `json:"contact"`
	Birthday *string `json:"birthday"`
	pin      string
}

// Loan is a book that a member has.
type Loan struct {
	ID       int64   `json:"id"`
	BookID   int64   `json:"bookId"`
	MemberID string  `json:"memberId"`
	Days     int32   `json:"days"`
	Due      string  `json:"due"`
	Note     *string `json:"note"`
}

// Store has the resources, in memory. Its mutex is locked by the handler.
type Store struct {
	sync.Mutex
	books              []*Book
	covers             map[int64][]byte
	members            map[string]*Member
	loans              map[int64]*Loan
	lastBook, lastLoan int64
}

func newStore() *Store {
	return &Store{covers: map[int64][]byte{}, members: map[string]*Member{}, loans: map[int64]*Loan{}}
}

func notFound(kind string) error {
	return Failure{http.StatusNotFound, "there is no such " + kind}
}

func conflict(message string) error {
	return Failure{http.StatusConflict, message}
}

func (store *Store) listBooks(genres map[string]bool) []*Book {
	matching := []*Book{}
	for _, book := range store.books {
		if genres == nil || genres[book.Genre] {
			matching = append(matching, book)
		}
	}
	return matching
}

func (store *Store) book(id int64) (*Book, error) {
	for _, book := range store.books {
		if book.ID == id {
			return book, nil
		}
	}
	return nil, notFound("book")
}

// checkIsbn rejects an ISBN that another book than id has.
func (store *Store) checkIsbn(isbn string, id int64) error {
	for _, book := range store.books {
		if book.Isbn == isbn && book.ID != id {
			return conflict("another book has this ISBN")
		}
	}
	return nil
}

func (store *Store) createBook(book Book) (*Book, error) {
	if err := store.checkIsbn(book.Isbn, 0); err != nil {
		return nil, err
	}
	store.lastBook++
	book.ID = store.lastBook
	book.Properties["id"] = book.ID
	book.Properties["added"] = time.Now().UTC().Format(time.RFC3339Nano)
	store.books = append(store.books, &book)
	return &book, nil
}

func (store *Store) replaceBook(id int64, book Book) (*Book, error) {
	stored, err := store.book(id)
	if err != nil {
		return nil, err
	}
	if err := store.checkIsbn(book.Isbn, id); err != nil {
		return nil, err
	}
	book.ID = id
	book.Properties["id"] = id
	book.Properties["added"] = stored.Properties["added"]
	*stored = book
	return stored, nil
}

func (store *Store) deleteBook(id int64) error {
	if _, err := store.book(id); err != nil {
		return err
	}
	if store.isLent(id) {
		return conflict("the book is lent")
	}
	for at, book := range store.books {
		if book.ID == id {
			store.books = append(store.books[:at], store.books[at+1:]...)
			break
		}
	}
	delete(store.covers, id)
	return nil
}

func (store *Store) member(id string) (*Member, error) {
	if member := store.members[id]; member != nil {
		return member, nil
	}
	return nil, notFound("member")
}

func (store *Store) createMember(member Member) (*Member, error) {
	var id [16]byte
	if _, err := rand.Read(id[:]); err != nil {
		return nil, err
	}
	// Version 4 and the variant of RFC 9562.
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	member.ID = fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
	store.members[member.ID] = &member
	return &member, nil
}

func (store *Store) deleteMember(id string) error {
	if _, err := store.member(id); err != nil {
		return err
	}
	for _, loan := range store.loans {
		if loan.MemberID == id {
			return conflict("the member has a book")
		}
	}
	delete(store.members, id)
	return nil
}

func (store *Store) createLoan(loan Loan) (*Loan, error) {
	if _, err := store.book(loan.BookID); err != nil {
		return nil, err
	}
	if _, err := store.member(loan.MemberID); err != nil {
		return nil, err
	}
	if store.isLent(loan.BookID) {
		return nil, conflict("the book is lent")
	}
	store.lastLoan++
	loan.ID = store.lastLoan
	loan.Due = time.Now().UTC().AddDate(0, 0, int(loan.Days)).Format("2006-01-02")
	store.loans[loan.ID] = &loan
	return &loan, nil
}

func (store *Store) loan(id int64) (*Loan, error) {
	if loan := store.loans[id]; loan != nil {
		return loan, nil
	}
	return nil, notFound("loan")
}

func (store *Store) isLent(book int64) bool {
	for _, loan := range store.loans {
		if loan.BookID == book {
			return true
		}
	}
	return false
}
