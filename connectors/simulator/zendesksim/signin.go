package zendesksim

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// tokens are the OAuth tokens that were given out.
type tokens struct {
	bearers map[string]grant
	refresh map[string]bool // those that still work
	given   int
}

type grant struct {
	scope string
	ends  time.Time
}

// admit finds out who asks, and whether they may and not too often.
func (s *Sim) admit(c *call, pattern string) error {
	if pattern == "POST /oauth/tokens" {
		return nil
	}
	if err := s.identify(c); err != nil {
		return err
	}
	if err := s.spend(c, pattern); err != nil {
		return err
	}
	if strings.Contains(pattern, "/users/me") {
		return nil
	}
	switch {
	case !c.known:
		return errWrongToken
	case strings.Contains(pattern, "/incremental/") && s.opts.Role != "admin":
		return errRole
	case strings.Contains(pattern, "audits") && !c.may("read"):
		return errScope("read")
	case c.Method == http.MethodGet && !c.may("read") && !c.may("tickets:read"):
		return errScope("read")
	case c.Method != http.MethodGet && !c.may("write"):
		return errScope("write")
	}
	return nil
}

func (c *call) may(scope string) bool { return slices.Contains(strings.Fields(c.scope), scope) }

// identify knows a bearer token and an e-mail with an API token. A wrong password is a stranger, and not refused: per the
// recordings, users/me answers strangers.
func (s *Sim) identify(c *call) error {
	auth := c.Header.Get("Authorization")
	if token, ok := strings.CutPrefix(auth, "Bearer "); ok {
		return s.identifyBearer(c, token)
	}
	name, token, ok := c.BasicAuth()
	email, byToken := strings.CutSuffix(name, "/token")
	switch {
	case !ok || !byToken:
		return nil
	case token != s.opts.Token || email != simulator.SelfEmail:
		return errWrongToken
	}
	c.enter(s, "read write")
	return nil
}

func (s *Sim) identifyBearer(c *call, token string) error {
	if token == s.opts.Bearer {
		c.enter(s, s.opts.Scope)
		return nil
	}
	s.mu.Lock()
	g, ok := s.tokens.bearers[token]
	s.mu.Unlock()
	if !ok || !c.now.Before(g.ends) {
		return errBearer
	}
	c.enter(s, g.scope)
	return nil
}

func (c *call) enter(s *Sim, scope string) {
	c.by, c.scope, c.known = s.desk.Self(), scope, true
}

// Revoke ends every OAuth token that was given out.
func (s *Sim) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens.bearers)
}

type tokenRequest struct {
	GrantType    string `json:"grant_type"`
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	Scope        string `json:"scope"`
	ExpiresIn    int64  `json:"expires_in"`
	RefreshToken string `json:"refresh_token"`
}

func (s *Sim) giveToken(c *call) error {
	var in tokenRequest
	if err := json.NewDecoder(c.Body).Decode(&in); err != nil {
		return oauthError(http.StatusBadRequest, "invalid_request", "The request is missing a required parameter")
	}
	if in.ClientID != s.opts.ClientID || in.ClientSecret != s.opts.ClientSecret {
		return oauthError(http.StatusUnauthorized, "invalid_client", "Client authentication failed")
	}
	life := s.opts.Quirks.TokenLife
	if in.ExpiresIn != 0 {
		if in.ExpiresIn < 300 || in.ExpiresIn > 172800 {
			return oauthError(http.StatusBadRequest, "invalid_request", "expires_in must be between 300 and 172800")
		}
		life = min(life, time.Duration(in.ExpiresIn)*time.Second)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out := object{"token_type": "bearer", "expires_in": int64(life.Seconds())}
	switch in.GrantType {
	case "client_credentials":
	case "refresh_token":
		if !s.tokens.refresh[in.RefreshToken] {
			return oauthError(http.StatusBadRequest, "invalid_grant", "The refresh token is invalid or was used before")
		}
		delete(s.tokens.refresh, in.RefreshToken)
		next := s.tokens.next(c.now)
		s.tokens.refresh[next] = true
		out["refresh_token"], out["refresh_token_expires_in"] = next, 7776000
	default:
		return oauthError(http.StatusBadRequest, "unsupported_grant_type", "The grant type is not supported")
	}
	g := grant{scope: s.opts.Scope, ends: c.now.Add(life)}
	token := s.tokens.next(c.now)
	s.tokens.bearers[token] = g
	out["access_token"], out["scope"] = token, g.scope
	return s.ok(c, out)
}

func oauthError(status int, code, description string) *problem {
	return &problem{status: status, body: object{"error": code, "error_description": description}}
}

// next makes up a token; the caller holds the lock.
func (t *tokens) next(now time.Time) string {
	t.given++
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %d", now.UnixNano(), t.given))
	return hex.EncodeToString(sum[:])
}

func (s *Sim) currentToken(c *call) error {
	token := strings.TrimPrefix(c.Header.Get("Authorization"), "Bearer ")
	s.mu.Lock()
	g, ok := s.tokens.bearers[token]
	s.mu.Unlock()
	out := object{"id": 6130852000001, "scopes": strings.Fields(c.scope), "created_at": stamp(c.now), "expires_at": nil}
	if ok {
		out["expires_at"] = stamp(g.ends)
	}
	return s.ok(c, object{"token": out})
}
