module github.com/hemostat/hemostat/test/peers

go 1.26

require (
	github.com/google/osv-scalibr v0.5.3
	github.com/zricethezav/gitleaks/v8 v8.30.1
)
