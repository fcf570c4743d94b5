// The servers of library.yaml and password-otp.yaml with net/http alone.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
)

func main() {
	handlers := map[string]func() http.Handler{"library": newLibrary, "otp": newOtp}
	if len(os.Args) == 3 && os.Args[1] == "--bugs" && handlers[os.Args[2]] != nil {
		return
	}
	if len(os.Args) != 3 || handlers[os.Args[1]] == nil {
		log.Fatal("usage: servers-go otp|library PORT")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on http://%s\n", listener.Addr())
	log.Fatal(http.Serve(listener, handlers[os.Args[1]]()))
}
