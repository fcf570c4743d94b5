package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"regexp"
)

const apikey = "demo"

const unauthorized = "The provided LoginRadius API key is invalid or is not authorized, please use a valid or authorized LoginRadius API key or check the API key for your LoginRadius account."

var phonePattern = regexp.MustCompile(`^\+[1-9][0-9]{1,14}$`)

func newOtp() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/identity/v2/auth/password/otp", func(response http.ResponseWriter, request *http.Request) {
		handler, err := Methods{"POST": requestOtp}.find(response, request.Method)
		if err == nil {
			err = handler(response, request)
		}
		if err != nil {
			writeApiError(response, err)
		}
	})
	mux.HandleFunc("/", func(response http.ResponseWriter, request *http.Request) {
		writeApiError(response, notFound("path"))
	})
	return mux
}

// writeApiError writes an error of the provider's public table; the code is the status code where the table has none.
func writeApiError(response http.ResponseWriter, err error) {
	failure := Failure{http.StatusInternalServerError, err.Error()}
	errors.As(err, &failure)
	code, message := failure.Status, "The request failed"
	switch failure.Status {
	case http.StatusBadRequest:
		code, message = 908, "A parameter is not formatted correctly"
	case http.StatusForbidden:
		code, message = 901, "The API key is unauthorized"
	}
	body := map[string]any{"ErrorCode": code, "Message": message, "Description": failure.Message}
	writeJSON(response, failure.Status, body)
}

func requestOtp(response http.ResponseWriter, request *http.Request) error {
	query := request.URL.Query()
	if !query.Has("apikey") {
		return invalid("The apikey is a required parameter.")
	}
	if query.Get("apikey") != apikey {
		return Failure{http.StatusForbidden, unauthorized}
	}
	if voice := query.Get("isvoiceotp"); query.Has("isvoiceotp") && voice != "true" && voice != "false" {
		return invalid("The isvoiceotp must be true or false.")
	}
	var body struct{ Phone Optional[string] }
	if err := readJSON(request, &body); err != nil {
		return err
	}
	if !phonePattern.MatchString(body.Phone.Value) {
		return invalid("The Phone is not a phone number.")
	}
	var ids [32]byte
	if _, err := rand.Read(ids[:]); err != nil {
		return err
	}
	data := map[string]any{"AccountSid": fmt.Sprintf("AC%x", ids[:16]), "Sid": fmt.Sprintf("SM%x", ids[16:])}
	writeJSON(response, http.StatusOK, map[string]any{"IsPosted": true, "Data": data})
	return nil
}
