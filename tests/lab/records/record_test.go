package records

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"testing"
)

func TestDecodeReadsHelmsRecord(t *testing.T) {
	record, err := decode(pack(t,
		`{"name":"mimir","version":2,"info":{"status":"deployed"},"chart":{"metadata":{"name":"mimir-distributed","version":"6.1.0"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	if record.Revision != 2 || record.Info.Status != "deployed" || record.Chart.Metadata.Name != "mimir-distributed" {
		t.Fatalf("record = %+v", record)
	}
	if _, err := decode("bm9uc2Vuc2U="); err == nil {
		t.Fatal("nonsense was decoded")
	}
}

func pack(t *testing.T, record string) string {
	t.Helper()
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	if _, err := w.Write([]byte(record)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	helm := base64.StdEncoding.EncodeToString(zipped.Bytes())
	return base64.StdEncoding.EncodeToString([]byte(helm))
}

func TestAFailedRecordKeepsAllElse(t *testing.T) {
	const before = `{"chart":{"files":[1234567890123456789]},"info":{"status":"pending-upgrade"},"manifest":"a: b","name":"mimir","version":2}`
	data, err := asFailed([]byte(before))
	if err != nil {
		t.Fatal(err)
	}
	after, err := Unpack(data)
	if err != nil {
		t.Fatal(err)
	}
	record, err := decode(data)
	if err != nil || record.Info.Status != "failed" || record.Manifest != "a: b" || record.Revision != 2 {
		t.Fatalf("record = %+v, %v", record, err)
	}
	if !bytes.Contains(after, []byte("1234567890123456789")) {
		t.Fatalf("a number has changed: %s", after)
	}
}
