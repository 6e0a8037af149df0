// Package s3probe finds out, before anything is deployed, whether a bucket takes what the backends will write: a store may be there
// and refuse every write for its rules, and that shows only when the first volume is full.
package s3probe

import (
	"bytes"
	"context"
	"crypto/md5" //nolint:gosec // what S3 calls Content-MD5
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4" // the signature alone; the client of S3 takes minutes to compile

	"github.com/kalypsoServing/kalypso/components/kit"
)

// object is what is written, and deleted again.
const object = "kalypso-write-probe"

// RefusedError says that the store answers, and does not take the write.
type RefusedError struct {
	// Code is S3's ("NoSuchBucket", "AccessDenied", "InvalidRequest"), or the HTTP status.
	Code, Message string
}

func (e RefusedError) Error() string { return e.Code + ": " + e.Message }

// Write writes a small object to the bucket as its identity, and deletes it. checksum says whether the program that will write sends
// Content-MD5, which a bucket with Object Lock demands. The error is a RefusedError where the store answers; any other means that it
// could not be asked from here.
func Write(ctx context.Context, bucket kit.Bucket, checksum bool) error {
	body := []byte("Can the platform write here? This may be deleted.\n")
	header := http.Header{}
	if checksum {
		sum := md5.Sum(body) //nolint:gosec // see above
		header.Set("Content-MD5", base64.StdEncoding.EncodeToString(sum[:]))
	}
	if err := send(ctx, bucket, http.MethodPut, body, header); err != nil {
		return err
	}
	return send(ctx, bucket, http.MethodDelete, nil, http.Header{})
}

func send(ctx context.Context, bucket kit.Bucket, method string, body []byte, header http.Header) error {
	url := fmt.Sprintf("%s/%s/%s", bucket.URL(), bucket.Name, object)
	request, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("asking %s: %w", url, err)
	}
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:])
	request.Header = header
	request.Header.Set("X-Amz-Content-Sha256", hash)
	identity := aws.Credentials{AccessKeyID: bucket.AccessKey.Reveal(), SecretAccessKey: bucket.SecretKey.Reveal()}
	if err := v4.NewSigner().SignHTTP(ctx, identity, request, hash, "s3", bucket.Region, time.Now()); err != nil {
		return fmt.Errorf("signing a request to %s: %w", url, err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("writing to bucket %s: %w", bucket.Name, err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode < http.StatusMultipleChoices {
		return nil
	}
	refused := RefusedError{Code: answer.Status}
	var document struct{ Code, Message string }
	text, err := io.ReadAll(io.LimitReader(answer.Body, 1<<14))
	if err == nil && xml.Unmarshal(text, &document) == nil && document.Code != "" {
		refused = RefusedError{document.Code, document.Message}
	}
	return refused
}
