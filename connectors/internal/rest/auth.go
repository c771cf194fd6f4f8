package rest

import (
	"context"
	"encoding/base64"

	"github.com/deskhand/deskhand/connectors"
)

// Auth gives the credentials of each request.
type Auth interface {
	// Authorization returns the value of the header of that name.
	Authorization(ctx context.Context) (string, error)
	// Renew is called once after the desk refused a value. It reports whether another can be had now; the request is
	// then repeated.
	Renew(ctx context.Context, refused string) (bool, error)
}

// Basic authenticates with a user name and a password or token.
func Basic(user string, password connectors.Secret) Auth {
	return fixed("Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password.Reveal())))
}

// Bearer authenticates with a token.
func Bearer(token connectors.Secret) Auth { return fixed("Bearer " + token.Reveal()) }

// fixed is a header value that never changes. It prints as nothing, being a secret.
type fixed connectors.Secret

// Authorization returns the value.
func (f fixed) Authorization(context.Context) (string, error) { return string(f), nil }

// Renew knows no other value.
func (f fixed) Renew(context.Context, string) (bool, error) { return false, nil }

// String hides the value.
func (f fixed) String() string { return connectors.Secret(f).String() }

// GoString hides the value from %#v.
func (f fixed) GoString() string { return connectors.Secret(f).String() }
