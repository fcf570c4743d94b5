package main

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"sort"
	"strings"
)

// Optional is a property of a JSON object that may be absent or null.
type Optional[T any] struct {
	Set, Null bool
	Value     T
}

// UnmarshalJSON is called for properties that are present.
func (optional *Optional[T]) UnmarshalJSON(data []byte) error {
	optional.Set = true
	if string(data) == "null" {
		optional.Null = true
		return nil
	}
	return json.Unmarshal(data, &optional.Value)
}

// IsValue reports whether the property is present and not null.
func (optional Optional[T]) IsValue() bool {
	return optional.Set && !optional.Null
}

// Failure is an error with the status code of its response.
type Failure struct {
	Status  int
	Message string
}

func (failure Failure) Error() string {
	return failure.Message
}

func invalid(message string) error {
	return Failure{http.StatusBadRequest, message}
}

// readJSON reads a JSON object. A body without a content type is taken as JSON.
func readJSON(request *http.Request, value any) error {
	if header := request.Header.Get("Content-Type"); header != "" {
		media, _, err := mime.ParseMediaType(header)
		if err != nil || media != "application/json" {
			return Failure{http.StatusUnsupportedMediaType, "the body must be application/json"}
		}
	}
	var raw json.RawMessage
	if err := json.NewDecoder(request.Body).Decode(&raw); errors.Is(err, io.EOF) {
		return invalid("the body is missing")
	} else if err != nil {
		return invalid(err.Error())
	}
	if !strings.HasPrefix(string(raw), "{") {
		return invalid("the body must be an object")
	}
	if err := json.Unmarshal(raw, value); err != nil {
		return invalid(err.Error())
	}
	return nil
}

func writeJSON(response http.ResponseWriter, status int, value any) {
	response.Header().Set("Content-Type", "application/json")
	response.WriteHeader(status)
	_ = json.NewEncoder(response).Encode(value)
}

// Methods are the handlers of one path.
type Methods map[string]func(http.ResponseWriter, *http.Request) error

// find returns the handler of a method. HEAD is handled as GET, whose body net/http leaves out.
func (methods Methods) find(response http.ResponseWriter, method string) (func(http.ResponseWriter, *http.Request) error, error) {
	if method == http.MethodHead && methods[http.MethodGet] != nil {
		method = http.MethodGet
	}
	if handler := methods[method]; handler != nil {
		return handler, nil
	}
	var allowed []string
	for name := range methods {
		allowed = append(allowed, name)
	}
	sort.Strings(allowed)
	response.Header().Set("Allow", strings.Join(allowed, ", "))
	return nil, Failure{http.StatusMethodNotAllowed, "the path does not have this method"}
}
