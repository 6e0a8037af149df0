package stacks

import (
	"errors"
	"fmt"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/minio"
	"github.com/kalypsoServing/kalypso/config"
)

// Copy is what `kalypso buckets copy` has done for a stack with that configuration, secrets in clear. Nothing of it needs to be deployed
// but MinIO.
func (program Program) Copy(raw map[string]string, secretKeys []string, to minio.Store) (minio.Copy, error) {
	settings, err := program.platform().Parse(raw, secretKeys)
	in := program.read(settings, err)
	problems := []error{in.problems}
	refuse := func(format string) { problems = append(problems, errors.New(format)) }
	switch store := settings.ObjectStore; {
	case store == nil:
		refuse("kalypso:objectStore: missing: it is the store to copy to or from; with standby: true in it the backends stay with minio")
	case store.Auth == config.AuthIdentity:
		refuse("kalypso:objectStore.auth: identity is the backends' own, and the copy has none: say auth: keys and set kalypso:objectStoreKeys " +
			"while you copy, without an update in between")
	}
	if !in.on("minio") {
		refuse("kalypso:components.minio.enabled: false, and the copy needs minio: say true, then `pulumi up`")
	}
	if to != minio.Inside && to != minio.Outside {
		problems = append(problems, fmt.Errorf("--to: found %q, want %s or %s", to, minio.Outside, minio.Inside))
	}
	if err := errors.Join(problems...); err != nil {
		return minio.Copy{}, err
	}
	at := site{Plan: in.Plan, spec: in.spec(in.pin("minio"), nil)}
	all := minio.Copy{Args: at.minioArgs(), To: to, External: map[string]kit.Bucket{}}
	for _, r := range in.stored() {
		all.External[r.name] = in.externalBucket(r.name)
	}
	return all, nil
}

// beside says that MinIO runs and nobody uses it, as while data moves away from it.
func (p Plan) beside() []string {
	if p.Config.External() == nil || !p.on("minio") {
		return nil
	}
	return []string{"kalypso:components.minio.enabled: minio runs beside kalypso:objectStore, and no backend uses it: when " +
		"`kalypso buckets copy --to external` has nothing left to copy, set it to false"}
}
