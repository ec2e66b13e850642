package main

import (
	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/inquiry"
)

func (a *app) explainCommand() *cobra.Command { return &cobra.Command{Use: "explain"} }
func (a *app) replayCommand() *cobra.Command  { return &cobra.Command{Use: "replay"} }
func (d *demo) explainMerge(inquiry.Answerer, *attribute.Figures) error { return nil }
func (d *demo) printReplay(*inquiry.Replay)                            {}
