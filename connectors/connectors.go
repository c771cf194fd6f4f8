// Package connectors is the registry of helpdesk types: it turns the type an admin wrote in YAML into that type's own
// configuration, and that into a live connector.
//
// A connector is one folder: its configuration with defaults and checks, its client, its wire types, its tests. It
// registers itself from init; connectors/all imports every one. The package knows no vendor.
package connectors

import (
	"fmt"
	"log/slog"
	"net/http"
	"sort"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// Config is the configuration of one desk of one type. It is a pointer to a struct whose exported fields carry yaml tags;
// unknown keys are mistakes.
type Config interface {
	// Validate returns every mistake it can find without asking the desk.
	Validate() []Fault
	// Open makes a connector; it sends nothing yet.
	Open(env Env) (helpdesk.Connector, error)
}

// Ending is implemented by configurations that know when their credential ends.
type Ending interface {
	// CredentialEnds returns that instant; zero when it is not known.
	CredentialEnds() time.Time
}

// Fault is a mistake, or with Warning set a remark, about a value in the configuration.
type Fault struct {
	Path    string // of the key below the connector's entry: "auth.token"
	Message string // what is wrong
	Mend    string // what to write instead
	Warning bool
}

// Env is what a connector needs from the program around it.
type Env struct {
	Desk      string // the desk's name
	Log       *slog.Logger
	Transport http.RoundTripper            // nil for the network
	Share     float64                      // of the desk's rate limit that may be spent, 0 to 1; 0 means all
	Version   string                       // Deskhand's, for the User-Agent
	Observe   func(route string, code int) // called after each answered or failed (0) request with its route template; may be nil
}

var types = map[string]func() Config{}

// Register makes a type known under the name that admins write. The function returns the type's defaults. It panics when
// the name is taken: that is a mistake in the program.
func Register(name string, config func() Config) {
	if _, taken := types[name]; taken {
		panic(fmt.Sprintf("connectors: two types are named %q", name))
	}
	types[name] = config
}

// New returns the defaults of the type, or false when there is no such type.
func New(name string) (Config, bool) {
	f, ok := types[name]
	if !ok {
		return nil, false
	}
	return f(), true
}

// Types returns the names of all types, sorted.
func Types() []string {
	names := make([]string, 0, len(types))
	for n := range types {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}
