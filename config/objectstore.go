package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/config/strict"
)

// Values of ObjectStore.Auth.
const (
	AuthKeys     = "keys"
	AuthIdentity = "identity"
)

// AzureClient is the annotation by which AKS knows a ServiceAccount.
const AzureClient = "azure.workload.identity/client-id"

// ObjectStore is an S3 outside of the platform, with its buckets made already. It needs components.minio.enabled: false, so
// that no unused store runs, or true while data moves from one to the other.
type ObjectStore struct {
	// Endpoint is host or host:port, without a scheme, like s3.eu-central-1.amazonaws.com. Required.
	Endpoint string `key:"endpoint"`
	// Region is its region. Most S3 look-alikes accept the default.
	Region string `key:"region"`
	// TLS says whether the endpoint speaks https.
	TLS bool `key:"tls"`
	// Buckets names the bucket of each backend. S3 names are global, so a public S3 needs names of your own.
	Buckets map[string]string `key:"buckets"`
	// Auth says how the backends prove who they are. "keys": by the access keys in objectStoreKeys, or in objectStoreAccessKey and
	// objectStoreSecretKey. "identity": by the workload identity of the cluster, without any key: serviceAccounts says whose.
	Auth string `key:"auth"`
	// Standby leaves the backends with MinIO: this store is then only what `kalypso buckets copy` copies to, before they change to it, or
	// from, after they have changed back (components/minio/README.md).
	Standby bool `key:"standby"`
	// ServiceAccounts are the annotations of each backend's ServiceAccount, by backend, with identity:
	// eks.amazonaws.com/role-arn on EKS, iam.gke.io/gcp-service-account on GKE, azure.workload.identity/client-id on AKS, whose pods
	// get azure.workload.identity/use, too. {} where the cloud knows a ServiceAccount by its name, as EKS Pod Identity does. The
	// backends speak S3: an endpoint that takes no credentials of AWS (Google's takes HMAC keys, Azure has none) needs keys.
	ServiceAccounts map[string]map[string]string `key:"serviceAccounts"`
	// Keys are each backend's: its own of objectStoreKeys, else those that all use. There are none with identity.
	Keys map[string]AccessKeys
}

// AccessKeys are what S3 knows somebody by.
type AccessKeys struct{ AccessKey, SecretKey credential.Secret }

// missing says that half of them is not there.
func (k AccessKeys) missing() bool { return k.AccessKey.Empty() || k.SecretKey.Empty() }

// storeKeys gives every backend its keys. No message shows what they hold.
func (doc document) storeKeys() []error {
	if doc.ObjectStore == nil || doc.ObjectStore.Auth == AuthIdentity {
		return nil
	}
	own := map[string]map[string]credential.Secret{}
	for backend := range doc.ObjectStore.Buckets {
		own[backend] = nil
	}
	problems := secretsOf("objectStoreKeys", doc.StoreKeys, `by backend: {"loki": {"accessKey": "...", "secretKey": "..."}}`,
		"objectStore.buckets", own, func(one *map[string]credential.Secret, keys map[string]credential.Secret) { *one = keys })
	common := AccessKeys{credential.NewSecret(doc.AccessKey), credential.NewSecret(doc.SecretKey)}
	if doc.StoreKeys != "" && unreadable(doc.StoreKeys) { // they may be anybody's, so nobody's are missing
		common = AccessKeys{credential.NewSecret(doc.StoreKeys), credential.NewSecret(doc.StoreKeys)}
	}
	doc.ObjectStore.Keys = map[string]AccessKeys{}
	for _, backend := range known(own) {
		keys := common
		if given := own[backend]; given != nil {
			keys = AccessKeys{given["accessKey"], given["secretKey"]}
			if keys.missing() || len(given) != 2 {
				problems = append(problems, fmt.Errorf("%sobjectStoreKeys: %s needs accessKey and secretKey, and takes nothing else", namespace, backend))
			}
		}
		doc.ObjectStore.Keys[backend] = keys
	}
	return problems
}

func (c *checker) store(doc document, backends []string) {
	keys := []struct{ name, text string }{{"objectStoreAccessKey", doc.AccessKey}, {"objectStoreSecretKey", doc.SecretKey},
		{"objectStoreKeys", doc.StoreKeys}}
	store := doc.ObjectStore
	if store == nil {
		for _, key := range keys {
			c.check(key.text == "", key.name, "set, but there is no %sobjectStore to use it for", namespace)
		}
		return
	}
	c.choice("objectStore.auth", store.Auth, AuthKeys, AuthIdentity)
	running := slices.DeleteFunc(slices.Clone(backends), func(backend string) bool { return !doc.Components[backend].On() })
	if store.Auth == AuthIdentity {
		for _, key := range keys {
			c.check(key.text == "", key.name, "set, but %[1]sobjectStore.auth is identity, which takes no keys: `pulumi config rm %[1]s%[2]s`",
				namespace, key.name)
		}
		c.serviceAccounts(store.ServiceAccounts, backends, running)
	} else {
		c.check(len(store.ServiceAccounts) == 0, "objectStore.serviceAccounts", "set, but %sobjectStore.auth is %s: write auth: identity, or remove it",
			namespace, store.Auth)
		if slices.ContainsFunc(running, func(backend string) bool { return store.Keys[backend].missing() }) {
			for _, key := range keys[:2] {
				c.check(key.text != "", key.name, "missing; %[1]sobjectStore needs it: `pulumi config set --secret %[1]s%[2]s`", namespace, key.name)
			}
		}
	}
	minio := doc.Components["minio"]
	c.check(store.Standby || !minio.On() || minio.Enabled != nil, "objectStore",
		"set while minio is enabled: disable one, by %[1]scomponents.minio.enabled: false, or by removing objectStore; while data moves from "+
			"one to the other, say %[1]scomponents.minio.enabled: true", namespace)
	c.check(!store.Standby || minio.On(), "objectStore.standby",
		"true, so the backends use minio, which is switched off: remove one, this or %scomponents.minio.enabled: false", namespace)
	if store.Endpoint == "" {
		c.check(false, "objectStore.endpoint", "missing; write host or host:port like s3.example.org")
	} else {
		c.address("objectStore.endpoint", store.Endpoint, false)
	}
	c.check(store.Region != "", "objectStore.region", "empty; leave it out for us-east-1")
	c.buckets(store.Buckets, backends)
}

// identityForms are the forms of the annotations by which clouds know a ServiceAccount, from the documentation of EKS (IAM roles for
// service accounts), GKE (Workload Identity Federation) and AKS (Workload ID).
func identityForms() map[string]struct {
	form *regexp.Regexp
	want string
} {
	return map[string]struct {
		form *regexp.Regexp
		want string
	}{
		"eks.amazonaws.com/role-arn": {regexp.MustCompile(`^arn:[a-z-]+:iam::\d{12}:role/\S+$`),
			"the ARN of a role like arn:aws:iam::111122223333:role/loki"},
		"iam.gke.io/gcp-service-account": {regexp.MustCompile(`^[a-z][a-z0-9-]*@[a-z0-9.:-]+\.iam\.gserviceaccount\.com$`),
			"an account like loki@project.iam.gserviceaccount.com"},
		AzureClient: {regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`),
			"the client ID of a managed identity, a UUID"},
	}
}

// serviceAccounts checks that every backend that runs has an identity.
func (c *checker) serviceAccounts(accounts map[string]map[string]string, backends, running []string) {
	forms := identityForms()
	for _, backend := range running {
		_, named := accounts[backend]
		c.check(named, "objectStore.serviceAccounts."+backend, "missing; write the annotations of its ServiceAccount (%s), or {} if it needs none",
			strings.Join(known(forms), ", "))
	}
	for _, backend := range known(accounts) {
		path := strict.Join("objectStore.serviceAccounts", backend)
		if !slices.Contains(backends, backend) {
			c.check(false, path, "unknown key%s", strict.Hint(backend, backends))
			continue
		}
		for _, key := range known(accounts[backend]) {
			at, text := strict.Join(path, key), accounts[backend][key]
			c.check(labelKey.MatchString(key), at, "is no annotation's key, want one like eks.amazonaws.com/role-arn")
			if one, cloud := forms[key]; cloud {
				c.check(one.form.MatchString(text), at, "found %s, want %s", strict.Describe(text), one.want)
			}
		}
	}
}

// bucketName is the rule of S3.
var bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)

func (c *checker) buckets(buckets map[string]string, backends []string) {
	owner := map[string]string{}
	for _, backend := range known(buckets) {
		path, bucket := strict.Join("objectStore.buckets", backend), buckets[backend]
		if !slices.Contains(backends, backend) {
			c.check(false, path, "unknown key%s", strict.Hint(backend, backends))
			continue
		}
		c.check(bucketName.MatchString(bucket), path, "found %s, want 3 to 63 small letters, digits, - and .", strict.Describe(bucket))
		c.check(owner[bucket] == "", path, "bucket %s is %s's already; they would mix their data", bucket, owner[bucket])
		owner[bucket] = backend
	}
}
