package zendesk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const (
	tokenLife    = 48 * time.Hour // the longest that Zendesk grants
	renewBefore  = 5 * time.Minute
	renewAtLeast = time.Minute // a desk that grants less than renewBefore is not asked at every request
)

// grant gets access tokens by OAuth client credentials, and a new one before the old ends or when the desk refuses it.
// Its methods may be called from several goroutines; one of them asks, the others wait for its answer.
type grant struct {
	tokens *rest.Client // has no credentials of its own
	client OAuth

	turn  chan struct{} // holds one token; who has it may touch the fields below. A mutex could not be given up when ctx ends
	value string
	renew time.Time
}

func newGrant(tokens *rest.Client, client OAuth) *grant {
	g := &grant{tokens: tokens, client: client, turn: make(chan struct{}, 1)}
	g.turn <- struct{}{}
	return g
}

// Authorization returns the header of a token that is good for some minutes yet.
func (g *grant) Authorization(ctx context.Context) (string, error) {
	if err := g.take(ctx); err != nil {
		return "", err
	}
	defer g.give()
	if g.value == "" || !time.Now().Before(g.renew) {
		if err := g.ask(ctx); err != nil {
			return "", err
		}
	}
	return g.value, nil
}

// Renew gets another token, unless one was got since the refused one was given out.
func (g *grant) Renew(ctx context.Context, refused string) (bool, error) {
	if err := g.take(ctx); err != nil {
		return false, err
	}
	defer g.give()
	if g.value != refused {
		return true, nil
	}
	return true, g.ask(ctx)
}

func (g *grant) take(ctx context.Context) error {
	select {
	case <-g.turn:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (g *grant) give() { g.turn <- struct{}{} }

type tokenRequest struct {
	GrantType string `json:"grant_type"`
	ClientID  string `json:"client_id"`
	Secret    string `json:"client_secret"`
	Scope     string `json:"scope"`
	ExpiresIn int    `json:"expires_in"`
}

type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   int    `json:"expires_in"`
}

func (g *grant) ask(ctx context.Context) error {
	request := rest.Request{Route: "/oauth/tokens", Method: http.MethodPost, Path: "/oauth/tokens", Body: tokenRequest{
		GrantType: "client_credentials",
		ClientID:  g.client.ClientID,
		Secret:    g.client.ClientSecret.Reveal(),
		Scope:     "read write",
		ExpiresIn: int(tokenLife.Seconds()),
	}}
	began := time.Now()
	var answer tokenAnswer
	if _, err := g.tokens.Read(ctx, request, &answer); err != nil {
		if s := rest.Status(err); s >= 400 && s < 500 && s != http.StatusTooManyRequests && s != http.StatusUnauthorized {
			err = fmt.Errorf("%w: %w", helpdesk.ErrAuth, err) // 401 says so already
		}
		return fmt.Errorf("get a token for the OAuth client %q: %w", g.client.ClientID, err)
	}
	if answer.AccessToken == "" {
		return errors.New("get an OAuth token: the answer holds none")
	}
	life := time.Duration(answer.ExpiresIn) * time.Second
	if life <= 0 {
		life = tokenLife
	}
	g.value = "Bearer " + answer.AccessToken
	g.renew = began.Add(max(life-renewBefore, min(life, renewAtLeast)))
	return nil
}

// auth returns the way of authentication that the admin chose.
func (a Auth) auth(tokens *rest.Client) rest.Auth {
	switch {
	case a.OAuth != nil:
		return newGrant(tokens, *a.OAuth)
	case a.Bearer != "":
		return rest.Bearer(a.Bearer)
	default:
		return rest.Basic(a.Email+"/token", a.Token)
	}
}
