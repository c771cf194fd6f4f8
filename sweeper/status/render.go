package status

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"github.com/deskhand/deskhand/sweeper"
)

//go:embed page
var files embed.FS

// style is the page's only style sheet. It stands in the page itself, allowed by its hash: nothing else is ever loaded.
var style = mustRead("page/style.css")

var contentSecurity = fmt.Sprintf("default-src 'none'; style-src 'sha256-%s'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'", sum(style))

func mustRead(name string) string {
	content, err := files.ReadFile(name)
	if err != nil {
		panic(err) // it is part of the program
	}
	return string(content)
}

func sum(s string) string {
	digest := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(digest[:])
}

// view is what every page is made of.
type view struct {
	Title   string
	Here    string // the address of the page, among those of the navigation
	Notices []Notice
	Body    map[string]any
	Now     time.Time
}

// place is a page of the navigation.
type place struct{ Path, Label string }

var places = []place{{"/", "Queue"}, {"/desks", "Desks"}, {"/written", "Written"}, {"/overrides", "Overrides"}, {"/trends", "Trends"}, {"/config", "Config"}}

// pages are the templates by name; their time functions belong to a Page, and are replaced in render.
var pages = parsePages("queue", "desks", "ticket", "written", "overrides", "trends", "config", "message", "login")

func parsePages(names ...string) map[string]*template.Template {
	parsed := map[string]*template.Template{}
	for _, name := range names {
		t := template.New("layout.html").Funcs((&Page{}).funcs())
		parsed[name] = template.Must(t.ParseFS(files, "page/layout.html", "page/"+name+".html"))
	}
	return parsed
}

func (p *Page) funcs() template.FuncMap {
	return template.FuncMap{
		"style":     func() template.CSS { return template.CSS(style) },
		"base":      func() string { return p.Base },
		"places":    func() []place { return places },
		"visible":   Visible,
		"cells":     cells,
		"verdict":   p.verdict,
		"thousands": thousands,
		"letter":    func(r sweeper.Result) string { return string(r[:min(1, len(r))]) },
		"rest":      func(r sweeper.Result) string { return string(r[min(1, len(r)):]) },
		"since":     p.since,
		"ago":       p.ago,
		"ahead":     p.ahead,
		"moment":    p.moment,
		"brief":     p.brief,
		"date":      p.date,
		"machine":   func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"after":     func(t time.Time) bool { return t.After(p.Now()) },
	}
}

// render answers with a page, whole or not at all.
func (p *Page) render(w http.ResponseWriter, code int, name string, v view) {
	v.Now = p.Now()
	var out bytes.Buffer
	t, err := pages[name].Clone()
	if err == nil {
		err = t.Funcs(p.funcs()).ExecuteTemplate(&out, "layout.html", v)
	}
	if err != nil {
		p.Log.Error("the status page could not be made", "page", name, "error", err)
		http.Error(w, "this page could not be made; the log says why", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(code)
	_, _ = out.WriteTo(w)
}

// show answers with a page that says above all else what keeps its desks from being simply ok.
func (p *Page) show(w http.ResponseWriter, states []deskState, name string, v view) {
	for _, s := range states {
		v.Notices = append(v.Notices, p.notices(s)...)
	}
	p.render(w, http.StatusOK, name, v)
}

// message answers with a page that says one thing.
func (p *Page) message(w http.ResponseWriter, code int, title, text string) {
	p.render(w, code, "message", view{Title: title, Body: map[string]any{"Text": text}})
}

func (p *Page) notFound(w http.ResponseWriter, _ *http.Request) {
	p.message(w, http.StatusNotFound, "There is no such page", "All pages are linked above.")
}
