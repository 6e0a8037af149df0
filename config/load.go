package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/config/nearest"
	"github.com/kalypsoServing/kalypso/config/strict"
)

// namespace is the project's own among the keys of a stack's configuration, with its colon.
const namespace = "kalypso:"

// UnderEngine reports whether a Pulumi engine runs this program: it names itself in the environment.
func UnderEngine() bool { return os.Getenv("PULUMI_MONITOR") != "" }

// Load reads the configuration as the Pulumi engine hands it to a program: PULUMI_CONFIG is a JSON map of keys to text,
// with secrets in clear, PULUMI_CONFIG_SECRET_KEYS the JSON list of the keys that are encrypted at rest.
func (p Platform) Load() (Config, error) {
	raw, secretKeys, err := environment()
	if err != nil {
		return Config{}, err
	}
	return p.Parse(raw, secretKeys)
}

// LoadWithoutSecrets reads the same where no secret can be decrypted: everything else is checked, and each secret that is
// missing is a placeholder.
func (p Platform) LoadWithoutSecrets() (Config, error) {
	raw, secretKeys, err := environment()
	if err != nil {
		return Config{}, err
	}
	for _, key := range append(secretKeys, namespace+"rootSecret") {
		if _, set := raw[key]; !set {
			raw[key] = strings.Repeat("?", credential.MinimumRootLength)
		}
	}
	return p.Parse(raw, append(secretKeys, namespace+"rootSecret"))
}

func environment() (raw map[string]string, secretKeys []string, err error) {
	raw = map[string]string{}
	for _, variable := range []struct {
		name   string
		target any
	}{{"PULUMI_CONFIG", &raw}, {"PULUMI_CONFIG_SECRET_KEYS", &secretKeys}} {
		text := os.Getenv(variable.name)
		if text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(text), variable.target); err != nil {
			// Not %w: the error of a JSON decoder can quote what it read.
			return nil, nil, fmt.Errorf("reading the environment variable %s: it is not the JSON that the Pulumi engine sets", variable.name)
		}
	}
	return raw, secretKeys, nil
}

// document is everything below kalypso: in the stack's configuration: Config, and the secrets under keys of their own.
type document struct {
	Config
	// RootSecret is the secret that every credential is derived from, at least 32 characters, encrypted. Required. `make init`
	// sets it. Changing it changes every credential.
	RootSecret string `key:"rootSecret"`
	// AccessKey is the access key of objectStore for all backends, encrypted. Needed where one has none of its own.
	AccessKey string `key:"objectStoreAccessKey"`
	// SecretKey is the secret key of objectStore for all backends, encrypted. Needed where one has none of its own.
	SecretKey string `key:"objectStoreSecretKey"`
	// StoreKeys are keys of objectStore for one backend each, encrypted: '{"loki": {"accessKey": "...", "secretKey": "..."}}'. A key
	// that reaches one bucket alone is safer than one that reaches all four. Other keys, here or above, restart the pods that use them.
	StoreKeys string `key:"objectStoreKeys"`
	// ExporterHeaders are the headers that hold the credentials of telemetry.exporters, by exporter, encrypted:
	// '{"vendor": {"authorization": "Bearer ..."}}'.
	ExporterHeaders string `key:"exporterHeaders"`
	// RegistryLogin is the text of a docker config.json with the login of cluster.imageRegistry, encrypted. A Secret kalypso-registry of
	// it is made in every namespace of the platform, and every pod pulls with it.
	RegistryLogin string `key:"registryLogin"`
	// ContactSecrets are the credentials of alerting.contacts, by contact, encrypted: '{"oncall": {"url": "https://..."}}'. Which a kind
	// needs: webhook url, email password where there is a login, slack url, pagerduty key, opsgenie key, telegram token, discord url,
	// msteams url.
	ContactSecrets string `key:"contactSecrets"`
	// WatchdogURL is a webhook outside of the cluster that is called every minute as long as alerting works, and tells somebody when it
	// is called no more, encrypted.
	WatchdogURL string `key:"watchdogURL"`
}

// Secrets are the keys that hold secrets, and must be encrypted; no other may be.
func Secrets() []string {
	return []string{"rootSecret", "objectStoreAccessKey", "objectStoreSecretKey", "objectStoreKeys", "exporterHeaders", "registryLogin",
		"contactSecrets", "watchdogURL"}
}

// Parse makes a Config from a stack's configuration: keys like kalypso:retention with text or JSON, and the list of those
// that are encrypted. Keys in other namespaces are ignored. The error joins every problem, each with its key's path; the
// Config beside it holds what could be read, for more checks, not for use.
func (p Platform) Parse(raw map[string]string, secretKeys []string) (Config, error) {
	source := map[string]any{}
	for key, text := range raw {
		if name, ours := strings.CutPrefix(key, namespace); ours {
			source[name] = structured(name, text)
		}
	}
	problems := withoutPath(source)
	problems = append(problems, encryption(source, secretKeys)...)
	doc, unknownProfile := p.overDefaults(source)
	problems = append(problems, unknownProfile...)
	problems = append(problems, strict.Decode(namespace, source, &doc)...)
	root, err := credential.NewRoot(doc.RootSecret)
	if err != nil {
		problems = append(problems, fmt.Errorf("%srootSecret: %w", namespace, err))
	}
	doc.Root = root
	problems = append(problems, doc.storeKeys()...)
	problems = append(problems, doc.exporterHeaders()...)
	problems = append(problems, doc.registryLogin()...)
	problems = append(problems, doc.contactSecrets()...)
	doc.normalize()
	doc.settleData()
	problems = append(problems, doc.validate(p, problems)...)
	doc.Cluster.complete()
	return doc.Config, errors.Join(problems...)
}

// exporterHeaders gives every exporter its secret headers.
func (doc document) exporterHeaders() []error {
	return secretsOf("exporterHeaders", doc.ExporterHeaders, `by exporter and header: {"vendor": {"authorization": "Bearer ..."}}`,
		"telemetry.exporters", doc.Telemetry.Exporters, func(one *Exporter, secret map[string]credential.Secret) { one.Secret = secret })
}

// registryLogin adds the Secret that is made of the login to those that pods pull with. No message shows what it holds.
func (doc *document) registryLogin() []error {
	if doc.RegistryLogin == "" {
		return nil
	}
	var login struct {
		Auths map[string]any `json:"auths"`
	}
	if err := json.Unmarshal([]byte(doc.RegistryLogin), &login); err != nil || len(login.Auths) == 0 {
		return []error{fmt.Errorf(`%sregistryLogin: is not a docker config.json with a login: {"auths": {"registry.example.org": {"auth": "..."}}}; `+
			"a credential helper keeps it elsewhere: `kubectl create secret docker-registry --dry-run=client -o json` makes one", namespace)}
	}
	doc.Cluster.Login = credential.NewSecret(doc.RegistryLogin)
	doc.Cluster.PullSecrets = append(doc.Cluster.PullSecrets, RegistrySecret)
	return nil
}

// switches are the keys that are true or false by themselves.
func switches() []string { return []string{"proof", "networkPolicies"} }

// structured reads the JSON of a structured key. Other text, and every secret, stays text. The engine hands over a plain true
// as text, too.
func structured(name, text string) any {
	if slices.Contains(switches(), name) && (text == "true" || text == "false") {
		return text == "true"
	}
	if slices.Contains(Secrets(), name) || !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") {
		return text
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return text
	}
	return value
}

// withoutPath finds keys like kalypso:minio.endpoint that were set without --path, and so became keys of that whole name. It
// takes them out of source.
func withoutPath(source map[string]any) []error {
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(source)) {
		if strings.ContainsAny(name, ".[") {
			delete(source, name)
			problems = append(problems, fmt.Errorf("%[1]s%[2]s: was set without --path: `pulumi config rm %[1]s%[2]s`, "+
				"then `pulumi config set --path '%[1]s%[2]s' ...`", namespace, name))
		}
	}
	return problems
}

// overDefaults returns the document before decoding: the defaults of the profile, which is read first.
func (p Platform) overDefaults(source map[string]any) (document, []error) {
	const fallback = "dev"
	name, isText := source["profile"].(string)
	if !isText { // absent, or a wrong type that decoding reports
		name = fallback
	}
	var problems []error
	if _, ok := p.Profiles[name]; !ok {
		problems = append(problems, choice("profile", name, known(p.Profiles)))
		name = fallback
	}
	doc := document{Config: p.defaults(name)}
	if _, external := source["objectStore"]; external {
		doc.ObjectStore = p.objectStore()
	}
	return doc, problems
}

// encryption checks that secrets are encrypted, and that nothing else is: what is not a secret here is shown in plans, so a
// credential below another key would leak. Such keys are taken out of source, so that no message shows their content.
func encryption(source map[string]any, secretKeys []string) []error {
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(source)) {
		encrypted, secret := slices.Contains(secretKeys, namespace+name), slices.Contains(Secrets(), name)
		switch {
		case secret && !encrypted:
			remedy := "pulumi config set --secret " + namespace + name
			if name == "rootSecret" {
				remedy = credential.SetRootCommand
			}
			problems = append(problems, fmt.Errorf("%s%s: is stored in clear; make a new one, encrypted: `%s`", namespace, name, remedy))
		case encrypted && !secret:
			delete(source, name)
			problems = append(problems, fmt.Errorf("%s%s: is encrypted, but is no secret key%s; what it holds would show in plans and "+
				"in the cluster: keep credentials in Kubernetes Secrets that values name, and set this without --secret",
				namespace, name, nearest.Hint(name, Secrets())))
		}
	}
	return problems
}
