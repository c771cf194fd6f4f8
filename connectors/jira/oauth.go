package jira

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// renewBefore is how long before its end a token is replaced, so that it can't end on its way.
const renewBefore = 2 * time.Minute

// tokens are the bearer tokens of a service account, got for its client credentials and replaced before they end, or when
// the desk refuses one early. It may be used from several goroutines.
type tokens struct {
	credentials OAuth
	endpoint    *rest.Client
	path        string

	mu    sync.Mutex
	value connectors.Secret
	until time.Time
}

func newTokens(o OAuth, tokenURL string, env connectors.Env) (*tokens, error) {
	address, err := rest.ParseBase(tokenURL)
	if err != nil {
		return nil, fmt.Errorf("token_url: %w", err)
	}
	endpoint, err := rest.New(rest.Config{
		Base: address.Scheme + "://" + address.Host, Agent: "deskhand/" + cmp.Or(env.Version, "dev"), Transport: env.Transport, Log: env.Log,
	})
	if err != nil {
		return nil, fmt.Errorf("token_url: %w", err)
	}
	return &tokens{credentials: o, endpoint: endpoint, path: address.EscapedPath()}, nil
}

// Authorization returns the header of a token that is good for some time yet.
func (t *tokens) Authorization(ctx context.Context) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if time.Now().Before(t.until) {
		return "Bearer " + t.value.Reveal(), nil
	}
	if err := t.renew(ctx); err != nil {
		return "", err
	}
	return "Bearer " + t.value.Reveal(), nil
}

// Renew gets another token, unless somebody has since this one was used.
func (t *tokens) Renew(ctx context.Context, refused string) (bool, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if refused != "Bearer "+t.value.Reveal() {
		return true, nil
	}
	return true, t.renew(ctx)
}

// renew asks for a token. Asking twice does no harm, so it is a read; the secret travels in the body.
func (t *tokens) renew(ctx context.Context) error {
	var got struct {
		Token   connectors.Secret `json:"access_token"`
		Seconds int               `json:"expires_in"`
	}
	_, err := t.endpoint.Read(ctx, rest.Request{Route: "/oauth/token", Method: "POST", Path: t.path, Body: map[string]string{
		"grant_type":    "client_credentials",
		"client_id":     t.credentials.ClientID,
		"client_secret": t.credentials.ClientSecret.Reveal(),
	}}, &got)
	if status := rest.Status(err); status >= 400 && status < 429 {
		return fmt.Errorf("%w: the client id or secret is wrong: %w", helpdesk.ErrAuth, err)
	}
	if err != nil {
		return err
	}
	if got.Token == "" {
		return fmt.Errorf("%w: the token endpoint gave no token", helpdesk.ErrAuth)
	}
	life := time.Duration(max(got.Seconds, 60)) * time.Second
	t.value, t.until = got.Token, time.Now().Add(life-min(renewBefore, life/2))
	return nil
}
