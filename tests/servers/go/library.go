package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

const token = "library-token"

type library struct {
	store *Store
}

func newLibrary() http.Handler {
	return library{newStore()}
}

// ServeHTTP finds the handler of a request, and writes the documented error body for its error.
func (library library) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	if err := library.serve(response, request); err != nil {
		failure := Failure{http.StatusInternalServerError, err.Error()}
		errors.As(err, &failure)
		writeJSON(response, failure.Status, map[string]any{"code": failure.Status, "message": failure.Message})
	}
}

func (library library) serve(response http.ResponseWriter, request *http.Request) error {
	methods := library.route(strings.Split(strings.TrimPrefix(request.URL.Path, "/"), "/"))
	if methods == nil {
		return notFound("path")
	}
	handler, err := methods.find(response, request.Method)
	if err != nil {
		return err
	}
	scheme, given, _ := strings.Cut(request.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || strings.TrimSpace(given) != token {
		response.Header().Set("WWW-Authenticate", "Bearer")
		return Failure{http.StatusUnauthorized, "the token is missing or not valid"}
	}
	library.store.Lock()
	defer library.store.Unlock()
	return handler(response, request)
}

func (library library) route(path []string) Methods {
	switch {
	case len(path) == 1 && path[0] == "books":
		return Methods{"GET": library.listBooks, "POST": library.createBook}
	case len(path) == 2 && path[0] == "books":
		return library.bookMethods(path[1])
	case len(path) == 3 && path[0] == "books" && path[2] == "cover":
		return Methods{"PUT": withID(path[1], library.setCover)}
	case len(path) == 1 && path[0] == "members":
		return Methods{"POST": library.createMember}
	case len(path) == 2 && path[0] == "members":
		return library.memberMethods(path[1])
	case len(path) == 1 && path[0] == "loans":
		return Methods{"POST": library.createLoan}
	case len(path) == 2 && path[0] == "loans":
		return library.loanMethods(path[1])
	}
	return nil
}

// withID calls a handler with the id of its path.
func withID(text string, handler func(http.ResponseWriter, *http.Request, int64) error) func(http.ResponseWriter, *http.Request) error {
	return func(response http.ResponseWriter, request *http.Request) error {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil || id < 1 {
			return invalid("the id must be an integer of at least 1")
		}
		return handler(response, request, id)
	}
}

func noContent(response http.ResponseWriter, err error) error {
	if err == nil {
		response.WriteHeader(http.StatusNoContent)
	}
	return err
}

func (library library) listBooks(response http.ResponseWriter, request *http.Request) error {
	query := request.URL.Query()
	limit, offset := 20, 0
	var err error
	if query.Has("limit") {
		limit, err = strconv.Atoi(query.Get("limit"))
	}
	if err != nil || limit < 1 || limit > 50 {
		return invalid("limit must be from 1 to 50")
	}
	if query.Has("offset") {
		offset, err = strconv.Atoi(query.Get("offset"))
	}
	if err != nil || offset < 0 || offset > 1<<31-1 {
		return invalid("offset must be an integer of 32 bits that is not negative")
	}
	var genres map[string]bool
	if query.Has("genre") {
		genres = map[string]bool{}
		names := strings.Split(query.Get("genre"), ",")
		for _, name := range names {
			if !genreNames[name] || len(names) > 3 {
				return invalid("genre must be at most 3 genres")
			}
			genres[name] = true
		}
	}
	matching := library.store.listBooks(genres)
	response.Header().Set("X-Total-Count", strconv.Itoa(len(matching)))
	page := []map[string]any{}
	for at := offset; at < len(matching) && at < offset+limit; at++ {
		page = append(page, matching[at].Properties)
	}
	writeJSON(response, http.StatusOK, page)
	return nil
}

func readBook(request *http.Request) (Book, error) {
	var draft bookDraft
	if err := readJSON(request, &draft); err != nil {
		return Book{}, err
	}
	return draft.book()
}

func (library library) createBook(response http.ResponseWriter, request *http.Request) error {
	draft, err := readBook(request)
	if err != nil {
		return err
	}
	book, err := library.store.createBook(draft)
	if err != nil {
		return err
	}
	response.Header().Set("Location", fmt.Sprintf("/books/%d", book.ID))
	writeJSON(response, http.StatusCreated, book.Properties)
	return nil
}

func (library library) bookMethods(id string) Methods {
	get := func(response http.ResponseWriter, request *http.Request, id int64) error {
		book, err := library.store.book(id)
		if err == nil {
			writeJSON(response, http.StatusOK, book.Properties)
		}
		return err
	}
	put := func(response http.ResponseWriter, request *http.Request, id int64) error {
		draft, err := readBook(request)
		if err != nil {
			return err
		}
		book, err := library.store.replaceBook(id, draft)
		if err == nil {
			writeJSON(response, http.StatusOK, book.Properties)
		}
		return err
	}
	remove := func(response http.ResponseWriter, request *http.Request, id int64) error {
		return noContent(response, library.store.deleteBook(id))
	}
	return Methods{"GET": withID(id, get), "PUT": withID(id, put), "DELETE": withID(id, remove)}
}

func (library library) setCover(response http.ResponseWriter, request *http.Request, id int64) error {
	if media, _, err := mime.ParseMediaType(request.Header.Get("Content-Type")); err != nil || media != "image/png" {
		return Failure{http.StatusUnsupportedMediaType, "a cover is a picture of type image/png"}
	}
	picture, err := io.ReadAll(http.MaxBytesReader(response, request.Body, 5<<20))
	if err != nil || len(picture) == 0 {
		return invalid("the picture is missing or too large")
	}
	if _, err := library.store.book(id); err != nil {
		return err
	}
	library.store.covers[id] = picture
	return noContent(response, nil)
}

func (library library) createMember(response http.ResponseWriter, request *http.Request) error {
	var draft memberDraft
	if err := readJSON(request, &draft); err != nil {
		return err
	}
	isPresent := map[string]bool{"name": draft.Name.IsValue(), "contact": draft.Contact.IsValue(), "pin": draft.Pin.IsValue()}
	if err := required(isPresent); err != nil {
		return err
	}
	if !pinPattern.MatchString(draft.Pin.Value) {
		return invalid("pin must have 4 to 8 digits")
	}
	member := Member{pin: draft.Pin.Value}
	if err := draft.apply(&member); err != nil {
		return err
	}
	stored, err := library.store.createMember(member)
	if err != nil {
		return err
	}
	response.Header().Set("Location", "/members/"+stored.ID)
	writeJSON(response, http.StatusCreated, stored)
	return nil
}

func (library library) memberMethods(id string) Methods {
	id = strings.ToLower(id)
	withMember := func(handler func(http.ResponseWriter, *http.Request) error) func(http.ResponseWriter, *http.Request) error {
		return func(response http.ResponseWriter, request *http.Request) error {
			if !memberPattern.MatchString(id) {
				return invalid("the id must be a UUID")
			}
			return handler(response, request)
		}
	}
	get := func(response http.ResponseWriter, request *http.Request) error {
		member, err := library.store.member(id)
		if err == nil {
			writeJSON(response, http.StatusOK, member)
		}
		return err
	}
	patch := func(response http.ResponseWriter, request *http.Request) error {
		var properties map[string]json.RawMessage
		if err := readJSON(request, &properties); err != nil {
			return err
		}
		if len(properties) == 0 {
			return invalid("the change is empty")
		}
		// A change has no pin.
		delete(properties, "pin")
		var draft memberDraft
		if raw, err := json.Marshal(properties); err != nil {
			return err
		} else if err := json.Unmarshal(raw, &draft); err != nil {
			return invalid(err.Error())
		}
		member, err := library.store.member(id)
		if err != nil {
			return err
		}
		if err := draft.apply(member); err != nil {
			return err
		}
		writeJSON(response, http.StatusOK, member)
		return nil
	}
	remove := func(response http.ResponseWriter, request *http.Request) error {
		return noContent(response, library.store.deleteMember(id))
	}
	return Methods{"GET": withMember(get), "PATCH": withMember(patch), "DELETE": withMember(remove)}
}

func (library library) createLoan(response http.ResponseWriter, request *http.Request) error {
	var draft loanDraft
	if err := readJSON(request, &draft); err != nil {
		return err
	}
	loan, err := draft.loan()
	if err != nil {
		return err
	}
	stored, err := library.store.createLoan(loan)
	if err == nil {
		writeJSON(response, http.StatusCreated, stored)
	}
	return err
}

func (library library) loanMethods(id string) Methods {
	get := func(response http.ResponseWriter, request *http.Request, id int64) error {
		loan, err := library.store.loan(id)
		if err == nil {
			writeJSON(response, http.StatusOK, loan)
		}
		return err
	}
	end := func(response http.ResponseWriter, request *http.Request, id int64) error {
		_, err := library.store.loan(id)
		delete(library.store.loans, id)
		return noContent(response, err)
	}
	return Methods{"GET": withID(id, get), "DELETE": withID(id, end)}
}
