// Package config turns what an admin wrote in YAML into checked values: the desks, the policy, the store and the status page.
//
// It owns the file's layout, its defaults and the laws that span several keys. Each room checks its own part: connectors
// their entries, escalation and notes the policy. It tells all mistakes at once, each with its place; how YAML is read and
// mistakes are placed is the business of the folder strict below it. Only the program imports this package.
package config

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/deskhand/deskhand/config/strict"
	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/notes"
)

// Mistake is something wrong in a configuration, or worth a warning, with its place and its mend.
type Mistake = strict.Mistake

// Config is a configuration without a mistake.
type Config struct {
	Store       string // file:PATH, or a URL for Redis; it may hold a password
	Listen      string // address of the status page; empty for none
	StatusToken connectors.Secret
	BasePath    string // of the status page behind a proxy: /deskhand; empty for none
	Desks       []Desk
	Policy      *escalation.Policy

	Warnings     []Mistake
	Files        []string // all that was read: the YAML files and those that variables name
	Hash         string   // of all values, secrets included; the same wherever they come from
	PolicyDigest string   // of the policy alone, built-in parts included

	root  *strict.Node // what was read
	whole *strict.Node // the policy, built-in parts included
}

// Desk is one configured helpdesk.
type Desk struct {
	Name      string // letters, digits, - and _; unique
	Type      string
	URL       string
	Schedule  string
	Cron      cron.Schedule // what Schedule says
	Mode      sweeper.Mode
	Limits    sweeper.Limits
	Connector connectors.Config
	Ping      connectors.Secret // asked after each sweep that saw everything; empty for none
	Ends      time.Time         // when the credential ends; zero when nobody knows
}

// What holds where a file says nothing.
const (
	DefaultStore    = "file:deskhand.db"
	DefaultListen   = "127.0.0.1:8080"
	DefaultSchedule = "*/5 * * * *"
)

// layout is a configuration as people write it.
type layout struct {
	Store       string            `yaml:"store"`        // where state is cached: file:PATH, relative to the working directory, or redis://, rediss:// (TLS), redis+sentinel://, redis+cluster://. Losing it costs reads, never a note twice
	Listen      string            `yaml:"listen"`       // address of the status page, /metrics, /healthz and /readyz; "" switches them off
	StatusToken connectors.Secret `yaml:"status_token"` // needed when other machines can reach the status page; asked for on all but /healthz and /readyz
	BasePath    string            `yaml:"base_path"`    // the path under which a proxy shows the status page, such as /deskhand
	Connectors  *strict.Node      `yaml:"connectors"`   // one entry a desk
	Policy      *strict.Node      `yaml:"policy"`       // laid over the built-in policy
}

// Load reads a configuration from a YAML file, or from all *.yaml of a directory, and checks it without asking anybody. With
// any mistake the configuration is nil. env resolves ${NAME}; os.LookupEnv does.
func Load(path string, env func(string) (string, bool)) (*Config, []Mistake) {
	doc, file := read(path, env)
	c := &Config{Store: file.Store, Listen: file.Listen, StatusToken: file.StatusToken, BasePath: file.BasePath}
	if doc.Root.Set() {
		checkStore(doc, c.Store)
		checkListen(doc, c.Listen, c.StatusToken)
		checkBasePath(doc, c.BasePath)
		c.Desks = desks(doc, file.Connectors)
		p := policy(doc, file.Policy)
		c.Policy, c.PolicyDigest, c.root, c.whole = p.policy, p.digest, doc.Root, p.whole
	}
	mistakes, warnings := doc.Mistakes()
	if len(mistakes) > 0 {
		return nil, mistakes
	}
	c.Warnings, c.Files, c.Hash = warnings, doc.Paths, digest(doc.Root)
	return c, nil
}

// LoadListen reads the address of the status page from a configuration, and checks nothing that lies deeper: who asks a daemon
// whether it is well needs no policy.
func LoadListen(path string, env func(string) (string, bool)) (string, []Mistake) {
	doc, file := read(path, env)
	mistakes, _ := doc.Mistakes()
	return file.Listen, mistakes
}

// read reads the file's outermost layer.
func read(path string, env func(string) (string, bool)) (*strict.Document, layout) {
	doc := strict.Read(path, env)
	tellPlaces(doc)
	file := layout{Store: DefaultStore, Listen: DefaultListen}
	doc.Decode(doc.Root, &file)
	return doc, file
}

// tellPlaces lets the document send keys that stand in the wrong place to the right one.
func tellPlaces(doc *strict.Document) {
	const inEntry, belowEntry = "in a desk's entry", "under %s in a desk's entry"
	doc.Belongs("at the top of the file", "under %s", &layout{})
	doc.Belongs(inEntry, belowEntry, &entry{})
	for _, name := range connectors.Types() {
		own, _ := connectors.New(name)
		doc.Belongs(inEntry, belowEntry, own)
	}
	doc.Belongs("under policy", "under policy.%s", &escalation.Rules{}, &notes.Vocabulary{})
}

// digest is a short name for a tree of values.
func digest(n *strict.Node) string {
	sum := sha256.Sum256([]byte(n.Canonical()))
	return hex.EncodeToString(sum[:6])
}
