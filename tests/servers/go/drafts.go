package main

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

var (
	genreNames    = map[string]bool{"novel": true, "poetry": true, "science": true, "history": true}
	isbnPattern   = regexp.MustCompile(`^97[89][0-9]{10}$`)
	emailPattern  = regexp.MustCompile(`^[^@ ]+@[^@ ]+$`)
	pinPattern    = regexp.MustCompile(`^[0-9]{4,8}$`)
	memberPattern = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
)

type bookDraft struct {
	Title     Optional[string]
	Isbn      Optional[string]
	Genre     Optional[string]
	Published Optional[string]
	Pages     Optional[int32]
	Price     Optional[float64]
	Subtitle  Optional[string]
	Authors   Optional[[]Optional[string]]
	Barcode   Optional[int64]
	Signed    Optional[bool]
}

// book returns the book that a draft describes, without id.
func (draft bookDraft) book() (Book, error) {
	properties := map[string]any{"signed": false}
	if err := required(map[string]bool{"title": draft.Title.IsValue(), "isbn": draft.Isbn.IsValue()}); err != nil {
		return Book{}, err
	}
	properties["title"], properties["isbn"] = draft.Title.Value, draft.Isbn.Value
	if err := checkLength("title", draft.Title.Value, 1, 200); err != nil {
		return Book{}, err
	}
	if !isbnPattern.MatchString(draft.Isbn.Value) {
		return Book{}, invalid("isbn must be 978 or 979 and 10 digits")
	}
	checks := []error{
		optional(properties, "genre", draft.Genre, genreNames[draft.Genre.Value]),
		optional(properties, "published", draft.Published, isDate(draft.Published.Value)),
		optional(properties, "pages", draft.Pages, draft.Pages.Value >= 1 && draft.Pages.Value <= 20000),
		optional(properties, "price", draft.Price, draft.Price.Value >= 0 && draft.Price.Value < 10000),
		optional(properties, "barcode", draft.Barcode, draft.Barcode.Value >= 0),
		optional(properties, "signed", draft.Signed, true),
	}
	for _, err := range checks {
		if err != nil {
			return Book{}, err
		}
	}
	if draft.Subtitle.Null {
		properties["subtitle"] = nil
	} else if err := optional(properties, "subtitle", draft.Subtitle, utf8.RuneCountInString(draft.Subtitle.Value) <= 300); err != nil {
		return Book{}, err
	}
	if draft.Authors.Null || len(draft.Authors.Value) > 10 {
		return Book{}, invalid("authors must be at most 10 items")
	}
	if draft.Authors.Set {
		authors := []string{}
		known := map[string]bool{}
		for _, author := range draft.Authors.Value {
			if err := checkLength("author", author.Value, 1, 100); err != nil {
				return Book{}, err
			}
			if known[author.Value] {
				return Book{}, invalid("authors has an item twice")
			}
			known[author.Value] = true
			authors = append(authors, author.Value)
		}
		properties["authors"] = authors
	}
	return Book{Isbn: draft.Isbn.Value, Genre: draft.Genre.Value, Properties: properties}, nil
}

type contactDraft struct {
	Kind, Address, Street, City Optional[string]
}

func (draft contactDraft) contact() (Contact, error) {
	switch draft.Kind.Value {
	case "email":
		address := draft.Address.Value
		if !emailPattern.MatchString(address) || utf8.RuneCountInString(address) > 100 {
			return nil, invalid("address must be NAME@HOST, with at most 100 characters")
		}
		return Contact{"kind": "email", "address": address}, nil
	case "postal":
		if err := checkLength("street", draft.Street.Value, 1, 100); err != nil {
			return nil, err
		}
		if err := checkLength("city", draft.City.Value, 1, 100); err != nil {
			return nil, err
		}
		return Contact{"kind": "postal", "street": draft.Street.Value, "city": draft.City.Value}, nil
	}
	return nil, invalid("kind must be email or postal")
}

// memberDraft is the body of a new member, and of a change of one.
type memberDraft struct {
	Name     Optional[string]
	Contact  Optional[contactDraft]
	Pin      Optional[string]
	Birthday Optional[string]
}

// apply checks the properties that are present, and changes the member.
func (draft memberDraft) apply(member *Member) error {
	changed := *member
	if draft.Name.Set {
		if err := checkLength("name", draft.Name.Value, 1, 80); err != nil {
			return err
		}
		changed.Name = draft.Name.Value
	}
	if draft.Contact.Set {
		contact, err := draft.Contact.Value.contact()
		if err != nil {
			return err
		}
		changed.Contact = contact
	}
	if draft.Birthday.Set {
		changed.Birthday = nil
		if !draft.Birthday.Null {
			if !isDate(draft.Birthday.Value) {
				return invalid("birthday is not a date")
			}
			changed.Birthday = &draft.Birthday.Value
		}
	}
	*member = changed
	return nil
}

type loanDraft struct {
	BookID   Optional[int64]
	MemberID Optional[string]
	Days     Optional[int32]
	Note     Optional[string]
}

func (draft loanDraft) loan() (Loan, error) {
	loan := Loan{BookID: draft.BookID.Value, MemberID: strings.ToLower(draft.MemberID.Value), Days: 14}
	if loan.BookID < 1 || !memberPattern.MatchString(loan.MemberID) {
		return loan, invalid("bookId and memberId must be ids")
	}
	if draft.Days.Set {
		loan.Days = draft.Days.Value
	}
	if loan.Days < 1 || loan.Days > 60 {
		return loan, invalid("days must be from 1 to 60")
	}
	if draft.Note.IsValue() {
		loan.Note = &draft.Note.Value
		return loan, checkLength("note", draft.Note.Value, 0, 500)
	}
	return loan, nil
}

// optional stores a property that is present, and rejects null and values that do not fit.
func optional[T any](properties map[string]any, name string, value Optional[T], fits bool) error {
	if !value.Set {
		return nil
	}
	if value.Null || !fits {
		return invalid(name + " does not fit the document")
	}
	properties[name] = value.Value
	return nil
}

func required(properties map[string]bool) error {
	for name, isValue := range properties {
		if !isValue {
			return invalid(name + " is required")
		}
	}
	return nil
}

func checkLength(name, text string, minimum, maximum int) error {
	if length := utf8.RuneCountInString(text); length < minimum || length > maximum {
		return invalid(fmt.Sprintf("%s must have %d to %d characters", name, minimum, maximum))
	}
	return nil
}

func isDate(text string) bool {
	_, err := time.Parse("2006-01-02", text)
	return err == nil
}
