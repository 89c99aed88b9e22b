// For its presence alone: without modules, go resolves import paths that end in /v3 only below such a file.
module pion-whep

go 1.19
