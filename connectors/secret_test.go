package connectors_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/deskhand/deskhand/connectors"
)

// TestASecretIsNeverShown prints one in all the ways that Go has.
func TestASecretIsNeverShown(t *testing.T) {
	const value = "hunter2"
	holder := struct{ Token connectors.Secret }{value}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "token", holder.Token)
	asJSON, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	asYAML, err := yaml.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	for way, shown := range map[string]string{
		"%v": fmt.Sprintf("%v", holder), "%s": fmt.Sprintf("%s", holder), "%q": fmt.Sprintf("%q", holder.Token), "%#v": fmt.Sprintf("%#v", holder),
		"slog": log.String(), "JSON": string(asJSON), "YAML": string(asYAML),
	} {
		if strings.Contains(shown, value) || !strings.Contains(shown, "****") {
			t.Errorf("%s shows %s", way, shown)
		}
	}
	if holder.Token.Reveal() != value {
		t.Error("Reveal hides the value")
	}
}
