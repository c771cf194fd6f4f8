package tunnel

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strconv"
	"testing"

	"github.com/deskhand/deskhand/sweeper/store/redistest"
)

// startProxy puts the site's gate before a Redis server: each command is a step when it arrives, and the answer is one. It
// returns the address to use.
func startProxy(t testing.TB, to string, s *site) string {
	t.Helper()
	return redistest.StartProxy(t, to, func(client, server net.Conn) (commands, answers func()) {
		return func() { carryCommands(client, server, s) }, func() { carryAnswers(server, client, s) }
	})
}

func carryCommands(client, server net.Conn, s *site) {
	in := bufio.NewReader(client)
	for {
		command, err := readCommand(in)
		if err != nil || s.gate.step() {
			return
		}
		if s.loading.Load() {
			command, err = nil, say(client, "-LOADING Redis is loading the dataset in memory\r\n")
		}
		if _, failed := server.Write(command); failed != nil || err != nil {
			return
		}
	}
}

func say(to io.Writer, line string) error {
	_, err := io.WriteString(to, line)
	return err
}

func carryAnswers(server, client net.Conn, s *site) {
	buf := make([]byte, 64<<10)
	for {
		n, err := server.Read(buf)
		if err != nil || s.gate.step() {
			return
		}
		if _, err := client.Write(buf[:n]); err != nil {
			return
		}
	}
}

// readCommand reads one command as clients send it: an array of strings.
func readCommand(in *bufio.Reader) ([]byte, error) {
	line, err := in.ReadBytes('\n')
	if err != nil {
		return nil, err
	}
	words, err := number(line, '*')
	if err != nil {
		return nil, err
	}
	command := line
	for range words {
		if line, err = in.ReadBytes('\n'); err != nil {
			return nil, err
		}
		size, err := number(line, '$')
		if err != nil {
			return nil, err
		}
		word := make([]byte, size+2)
		if _, err := io.ReadFull(in, word); err != nil {
			return nil, err
		}
		command = append(append(command, line...), word...)
	}
	return command, nil
}

func number(line []byte, kind byte) (int, error) {
	if len(line) < 4 || line[0] != kind {
		return 0, fmt.Errorf("%q is no part of a command", line)
	}
	return strconv.Atoi(string(line[1 : len(line)-2]))
}
