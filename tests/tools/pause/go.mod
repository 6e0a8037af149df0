// The program of the live cluster's smallest images: the one that holds a pod's namespaces open, and the fixture charts'.
module github.com/kalypsoServing/kalypso/tests/tools/pause

go 1.26
