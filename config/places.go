package config

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/deskhand/deskhand/config/strict"
	"github.com/deskhand/deskhand/connectors"
)

// stores are the schemes of store:, with an example for each.
var stores = []struct{ scheme, example string }{
	{"file:", "file:deskhand.db"},
	{"redis:", "redis://localhost:6379/0"},
	{"rediss:", "rediss://host:6379/0"},
	{"redis+sentinel:", "redis+sentinel://host:26379/0?master=NAME"},
	{"redis+cluster:", "redis+cluster://host:6379"},
}

func checkStore(doc *strict.Document, store string) {
	at := doc.Root.Get("store")
	if !at.Set() {
		return
	}
	var examples []string
	for _, known := range stores {
		rest, ok := strings.CutPrefix(store, known.scheme)
		if !ok {
			examples = append(examples, known.example)
			continue
		}
		u, err := url.Parse(store)
		switch {
		case known.scheme == "file:" && rest == "":
			doc.Complain(at, strict.BadValue, "the store's file has no name", "write "+known.example)
		case known.scheme != "file:" && (err != nil || u.Host == ""):
			doc.Complain(at, strict.BadValue, "the store's address names no host", "write it like "+known.example)
		}
		return
	}
	doc.Complain(at, strict.BadValue, "there is no such kind of store", "write one of "+strings.Join(examples, ", "))
}

// checkListen sees to it that the status page is not open to strangers.
func checkListen(doc *strict.Document, listen string, token connectors.Secret) {
	if listen == "" {
		return
	}
	at := doc.Root.Get("listen")
	host, port, err := net.SplitHostPort(listen)
	if number, bad := strconv.Atoi(port); err != nil || bad != nil || number < 0 || number > 65535 {
		doc.Complain(at, strict.BadValue, "this is no address to listen on", `write host:port, such as 127.0.0.1:8080, or "" for no status page`)
		return
	}
	if loopback(host) || token != "" {
		return
	}
	const mend = `write status_token: "${DESKHAND_STATUS_TOKEN}" beside it, or listen on 127.0.0.1`
	message := fmt.Sprintf("other machines can reach %s, so a status_token is needed", listen)
	if token := doc.Root.Get("status_token"); token.Set() {
		doc.Complain(token, strict.Missing, "status_token is empty: "+message, mend)
		return
	}
	doc.Complain(at, strict.Missing, message, mend)
}

// checkBasePath wants a plain path, since it stands in links and in a cookie.
func checkBasePath(doc *strict.Document, base string) {
	if base == "" || basePathShape.MatchString(base) {
		return
	}
	doc.Complain(doc.Root.Get("base_path"), strict.BadValue, "this is no path below which a page can be shown", "write it like base_path: /deskhand")
}

var basePathShape = regexp.MustCompile(`^(/[A-Za-z0-9._-]+)+/?$`)
