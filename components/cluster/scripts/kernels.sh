# Kernels that crash under eBPF programs, one line each: a pattern of the release (uname -r), who must stay off, what is known.
# 7.0: open-telemetry/opentelemetry-ebpf-instrumentation#3056 of August 2026, kernel panics of Ubuntu 26.04 under OBI's uprobes; a
# vendor's own list has the whole line 7.0 (BetterStackHQ/collector#143).
known_bad_kernels='7.0.*|obi|hosts with kernel 7.0 crash under OBI (opentelemetry-ebpf-instrumentation#3056): boot another kernel'
