package status_test

import (
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/status"
)

// browser starts a browser for one test.
func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed; Debian's package chromium has it")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.WSURLReadTimeout(2*time.Minute))
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	if _, err := chromedp.Run(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// do carries out one action.
func do[T any](ctx context.Context, t *testing.T, action chromedp.Action[T]) T {
	t.Helper()
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	defer stop()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func open(ctx context.Context, t *testing.T, address string) {
	t.Helper()
	do(ctx, t, chromedp.Navigate(address))
}

func text(ctx context.Context, t *testing.T, script string) string {
	t.Helper()
	return do(ctx, t, chromedp.Evaluate[string](script))
}

func number(ctx context.Context, t *testing.T, script string) float64 {
	t.Helper()
	return do(ctx, t, chromedp.Evaluate[float64](script))
}

// await waits until the script says true; while a page is being left it may say nothing.
func await(ctx context.Context, t *testing.T, script string) {
	t.Helper()
	for range 600 {
		if yes, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script)); err == nil && yes {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("%s never comes true", script)
}

// prefer makes the browser one of a person who prefers the colour scheme.
func prefer(ctx context.Context, t *testing.T, scheme string) {
	t.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		t.Fatal(err)
	}
}

// serve serves the stage's page on this machine.
func (s *stage) serve(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(s.page)
	t.Cleanup(server.Close)
	return server.URL
}

// idle are the ways in which a desk is not simply ok: how to bring it there, and the word that says it.
var idle = map[string]struct {
	options func(*status.Options)
	report  sweeper.Report
	later   time.Duration
}{
	"off":             {options: func(o *status.Options) { o.Desks[0].Mode = sweeper.Off }},
	"observe":         {options: func(o *status.Options) { o.Desks[0].Mode = sweeper.Observe }},
	"held":            {report: sweeper.Report{Held: map[string]int{"guard": 40}}},
	"capped":          {report: sweeper.Report{Held: map[string]int{"cap": 7}}},
	"parked":          {report: sweeper.Report{Held: map[string]int{"parked": 2}}},
	"partial":         {report: sweeper.Report{Result: sweeper.Partial, Why: "the history of 3 could not be read whole"}},
	"late":            {later: 3 * time.Hour},
	"credential ends": {options: func(o *status.Options) { o.Desks[0].Ends = noon.AddDate(0, 0, 10) }},
	"replicas differ": {
		options: func(o *status.Options) {
			o.Config = func() status.Config { return status.Config{Hash: "3f2a9c", Loaded: noon} }
		},
		report: sweeper.Report{Owner: "host-2-ABCDEF", Config: "77e0b1"},
	},
	"config refused": {options: func(o *status.Options) {
		o.Config = func() status.Config {
			return status.Config{Refused: noon, Why: []string{"deskhand.yaml:3:1 unknown key"}}
		}
	}},
}

// idleStage is a stage whose desk support is in the state.
func idleStage(t *testing.T, word string) *stage {
	t.Helper()
	c := idle[word]
	s := newStage(c.options)
	s.swept(t, row(1, "decide", 1, 8*24*time.Hour))
	s.now = s.now.Add(time.Second)
	c.report.Started = s.now
	if c.report.Result == "" {
		c.report.Result = sweeper.OK
	}
	s.keep(t, "support", c.report)
	s.now = s.now.Add(c.later)
	return s
}

func TestNothingIdleLooksOkInABrowser(t *testing.T) {
	ctx := browser(t)
	for word := range idle {
		base := idleStage(t, word).serve(t)
		for _, path := range []string{"/", "/desks", "/trends"} {
			open(ctx, t, base+path)
			notice := text(ctx, t, `[...document.querySelectorAll('.notices li')].map(e => e.innerText).join('\n')`)
			above := do(ctx, t, chromedp.Evaluate[bool](`!!(document.querySelector('.notices').compareDocumentPosition(document.querySelector('h1')) & Node.DOCUMENT_POSITION_FOLLOWING)`))
			state := text(ctx, t, `(document.querySelector('#support [data-label=State] strong') || {}).innerText || ""`)
			if !strings.Contains(notice, "support "+word+":") || !above {
				t.Errorf("%s with a desk that is %s begins with %q", path, word, notice)
			}
			if path == "/desks" && state != word {
				t.Errorf("a desk that is %s is shown as %q", word, state)
			}
		}
	}
}

func TestNothingIdleLooksOkToMachines(t *testing.T) {
	for word := range idle {
		s := idleStage(t, word)
		code := 200
		if word == "late" {
			code = 503
		}
		w := s.get("/readyz?verbose")
		says(t, w, code, "desk support: "+word+": ")
		silent(t, w, "desk support: ok")
	}
}

// contrast returns the pairs of text and background that are closer than 4.5 to 1.
const contrast = `(() => {
  const rgb = c => c.match(/[\d.]+/g).map(Number);
  const lum = c => { const [r, g, b] = rgb(c).map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 }); return .2126 * r + .7152 * g + .0722 * b };
  const back = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (rgb(c)[3] !== 0) return c } return 'rgb(255, 255, 255)' };
  const bad = new Set();
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    const [a, b] = [lum(getComputedStyle(e).color), lum(back(e))];
    if ((Math.max(a, b) + .05) / (Math.min(a, b) + .05) < 4.5) bad.add(e.tagName + '.' + e.className + ' ' + getComputedStyle(e).color + ' on ' + back(e));
  }
  return [...bad].join('\n')
})()`

// structure returns what a screen reader would miss.
const structure = `(() => {
  const bad = [], name = e => (e.getAttribute('aria-label') || e.innerText || '').trim();
  if (!document.documentElement.lang || document.querySelectorAll('h1').length !== 1 || !document.querySelector('main') || !document.title) bad.push('language, title, main or h1');
  for (const t of document.querySelectorAll('table')) if (!t.caption || !t.caption.innerText.trim()) bad.push('a table without a caption');
  for (const h of document.querySelectorAll('th')) if (!h.scope) bad.push('a heading cell without scope: ' + h.innerText);
  for (const a of document.querySelectorAll('a, button')) if (!/\w/.test(name(a))) bad.push('no name: ' + a.outerHTML);
  for (const i of document.querySelectorAll('input:not([type=hidden]), select')) if (!i.labels.length) bad.push('no label: ' + i.name);
  for (const s of document.querySelectorAll('svg')) if (!s.querySelector('title') || !s.querySelector('desc') || !document.querySelector('table')) bad.push('a chart without words or table');
  for (const e of document.querySelectorAll('.ok, .warn, .bad')) if (!/\w/.test(e.innerText)) bad.push('colour alone: ' + e.outerHTML);
  if (document.querySelector('script, meta[http-equiv=refresh], [style], [onclick], img, iframe, form:not([method=get]):not([action$="/login"])')) bad.push('a script, a refresh, or something that writes');
  for (const e of document.querySelectorAll('*')) { const c = getComputedStyle(e); if (parseFloat(c.transitionDuration) > 0 || c.animationName !== 'none') bad.push('it moves: ' + e.tagName) }
  return bad.join('\n')
})()`

func TestPagesAreForEverybody(t *testing.T) {
	ctx := browser(t)
	base := fullStage(t).serve(t)
	for _, path := range []string{"/", "/t/support/1", "/desks", "/written", "/overrides", "/trends", "/config", "/nowhere"} {
		do(ctx, t, chromedp.EmulateViewport(1280, 900))
		open(ctx, t, base+path)
		missed := text(ctx, t, structure)
		do(ctx, t, chromedp.KeyEvent("\t"))
		first := text(ctx, t, `document.activeElement.innerText`)
		outline := text(ctx, t, `getComputedStyle(document.activeElement).outlineStyle + ' ' + getComputedStyle(document.activeElement).outlineWidth`)
		if missed != "" {
			t.Errorf("%s: %s", path, missed)
		}
		if first != "Skip to the content" || outline != "solid 3px" {
			t.Errorf("%s: the first key press leads to %q, outlined %s", path, first, outline)
		}
		for _, scheme := range []string{"light", "dark"} {
			prefer(ctx, t, scheme)
			faint := text(ctx, t, contrast)
			if faint != "" {
				t.Errorf("%s, %s: too faint:\n%s", path, scheme, faint)
			}
		}
		for _, width := range []int64{400, 640, 1280} { // a phone; a screen of 1280 at 200 %, and as it is
			do(ctx, t, chromedp.EmulateViewport(width, 800))
			over := number(ctx, t, `document.documentElement.scrollWidth - document.documentElement.clientWidth`)
			if over > 0 {
				t.Errorf("%s is %v pixels too wide for %d", path, over, width)
			}
		}
	}
}

func TestLoginKeepsALinkAndNothingElseIsLoaded(t *testing.T) {
	ctx := browser(t)
	s := guarded()
	s.swept(t, row(1, "decide", 1, 8*24*time.Hour))
	base := s.serve(t)
	open(ctx, t, base+"/?need=decide&desk=support")
	do(ctx, t, chromedp.SendKeys("#token", token))
	do(ctx, t, chromedp.Submit("#token"))
	await(ctx, t, `document.querySelector("table") !== null`)
	at, cookies, heading := do(ctx, t, chromedp.Location()), text(ctx, t, `document.cookie`), text(ctx, t, `document.querySelector('h1').innerText`)
	if at != base+"/?need=decide&desk=support" || cookies != "" || heading != "Queue" {
		t.Errorf("after the login it shows %s with the heading %q and the cookies %q", at, heading, cookies)
	}
	if loaded := text(ctx, t, `performance.getEntriesByType('resource').map(e => e.name).join(' ')`); loaded != "" {
		t.Errorf("the page asked for more than itself: %s", loaded)
	}
}

// TestPictures writes pictures of all pages into the folder that DESKHAND_PICTURES names, for people to look at: of the page that
// DESKHAND_PAGE names, such as http://127.0.0.1:8080 of a running demo, or else of a stage. testdata/queue.png is the demo's
// queue-light.png.
func TestPictures(t *testing.T) {
	folder := os.Getenv("DESKHAND_PICTURES")
	if folder == "" {
		t.Skip("DESKHAND_PICTURES names no folder")
	}
	ctx := browser(t)
	base := os.Getenv("DESKHAND_PAGE")
	if base == "" {
		base = fullStage(t).serve(t)
	}
	open(ctx, t, base)
	ticket := text(ctx, t, `new URL(document.querySelector('tbody a').href).pathname`)
	for name, path := range map[string]string{"queue": "/", "ticket": ticket, "desks": "/desks", "written": "/written", "overrides": "/overrides", "trends": "/trends", "config": "/config"} {
		for look, width := range map[string]int64{"light": 1080, "dark": 1080, "phone": 400} {
			do(ctx, t, chromedp.EmulateViewport(width, 740))
			prefer(ctx, t, strings.Replace(look, "phone", "light", 1))
			open(ctx, t, base+path)
			picture := do(ctx, t, chromedp.CaptureScreenshot())
			if err := os.WriteFile(folder+"/"+name+"-"+look+".png", picture, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
