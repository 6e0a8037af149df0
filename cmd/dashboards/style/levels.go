package style

// Errors matches the levels of lines that tell of a failure. Loki's detected_level is what the program wrote, ERROR as well as
// err; the level of the events of Kubernetes is Warning.
const Errors = "(?i)(err|crit|fatal|panic|emerg|alert).*"

// Warnings matches the level below.
const Warnings = "(?i)warn.*"

// Streams selects the lines of the chosen workloads. Loki refuses a selector that may be empty, as that of three variables that
// are all "All"; service_name is on every stream.
const Streams = `{@workload,service_name!=""}`
