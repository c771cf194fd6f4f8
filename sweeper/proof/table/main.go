// Command table does the trials of sweeper/proof and prints their table in one go, with its sum. It fails when a promise was broken,
// or a trial could not be done, and shows what that one said.
//
//	go run ./sweeper/proof/table
//	go run ./sweeper/proof/table -proof.long
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/deskhand/deskhand/sweeper/proof"
)

func main() {
	flag.Parse()
	if err := printTable(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func printTable() error {
	trials := exec.Command("go", "test", "-run", "^TestTable", "-v", "-count=1", "-timeout=6h", "github.com/deskhand/deskhand/sweeper/proof/...")
	if proof.Long() {
		trials.Args = append(trials.Args, "-proof.long")
	}
	trials.Stderr = os.Stderr
	output, err := trials.StdoutPipe()
	if err != nil {
		return err
	}
	if err := trials.Start(); err != nil {
		return err
	}
	sum := proof.Row{Trial: "all"}
	rows := 0
	var others strings.Builder // what the tests said beside
	for lines := bufio.NewScanner(output); lines.Scan(); {
		row, ok := proof.ReadRow(lines.Text())
		if !ok {
			fmt.Fprintln(&others, lines.Text())
			continue
		}
		fmt.Println(row)
		rows++
		sum.Broken = sum.Broken.Add(row.Broken)
	}
	sum.Done = fmt.Sprintf("%d kinds of trials", rows)
	fmt.Println(sum)
	if err := trials.Wait(); err != nil {
		return fmt.Errorf("%s\ngo test: %w", others.String(), err)
	}
	return nil
}
