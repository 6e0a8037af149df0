package main

import (
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/session"
)

func newBuckets() *cobra.Command {
	return command.Group("buckets", "Move the backends' data from one object store to another", newBucketsCopy())
}

func newBucketsCopy() *cobra.Command {
	return onSession("copy", "Copy what is missing between minio and kalypso:objectStore, while the platform writes, and compare",
		session.Session.CopyBuckets, copying)
}

func copying(flags *pflag.FlagSet, s *session.Session) {
	flags.StringVar(&s.To, "to", "", "where to: external (the store in kalypso:objectStore) or minio")
	flags.DurationVar(&s.Timeout, "timeout", 6*time.Hour, "how long it may take; run again, it goes on from there")
}
