package checks

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/probe/probetest"
	"github.com/hemostat/hemostat/source/sourcetest"
)

func TestS3(t *testing.T) {
	server := sourcetest.StartVersityGW(t)
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	owner := sdk.New(sdk.Options{
		Region: "us-east-1", BaseEndpoint: &server.Endpoint, UsePathStyle: true, HTTPClient: &http.Client{Transport: tr},
		Credentials: credentials.NewStaticCredentialsProvider(sourcetest.GatewayAccess, sourcetest.GatewaySecret, ""),
	})
	bucket := func(name string, actions ...string) string {
		if _, err := owner.CreateBucket(t.Context(), &sdk.CreateBucketInput{Bucket: &name, ObjectOwnership: types.ObjectOwnershipBucketOwnerPreferred}); err != nil {
			t.Fatal(err)
		}
		key := "crm/kunden liste.csv"
		if _, err := owner.PutObject(t.Context(), &sdk.PutObjectInput{Bucket: &name, Key: &key, Body: bytes.NewReader([]byte("invented"))}); err != nil {
			t.Fatal(err)
		}
		if len(actions) > 0 {
			policy := fmt.Sprintf(`{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": ["%s"],
				"Resource": ["arn:aws:s3:::%s", "arn:aws:s3:::%[2]s/*"]}]}`, strings.Join(actions, `", "`), name)
			if _, err := owner.PutBucketPolicy(t.Context(), &sdk.PutBucketPolicyInput{Bucket: &name, Policy: &policy}); err != nil {
				t.Fatal(err)
			}
		}
		return "s3+" + server.Endpoint + "/" + name
	}
	readACL := bucket("acl")
	acl := "acl"
	if _, err := owner.PutBucketAcl(t.Context(), &sdk.PutBucketAclInput{Bucket: &acl, ACL: types.BucketCannedACLPublicRead}); err != nil {
		t.Fatal(err)
	}
	known := []string{"crm/kunden liste.csv"}
	getOnly := bucket("get", "s3:GetObject")
	probetest.Run(t, probetest.Subject{
		Check:   s3{},
		Hostile: func(address string) string { return "s3+http://" + address + "/b" },
		Places: map[string]probetest.Place{
			"list and get":         {Target: bucket("both", "s3:ListBucket", "s3:GetObject"), Open: []exposure.Right{exposure.RightList, exposure.RightRead}},
			"list alone":           {Target: bucket("list", "s3:ListBucket"), Open: []exposure.Right{exposure.RightList}, Closed: []exposure.Right{exposure.RightRead}},
			"get alone, known":     {Target: getOnly, Objects: known, Open: []exposure.Right{exposure.RightRead}, Closed: []exposure.Right{exposure.RightList}},
			"get alone, no name":   {Target: getOnly, Closed: []exposure.Right{exposure.RightList}},
			"versions":             {Target: bucket("versions", "s3:ListBucketVersions"), Open: []exposure.Right{exposure.RightListVersions}, Closed: []exposure.Right{exposure.RightList}},
			"list by its ACL":      {Target: readACL, Open: []exposure.Right{exposure.RightList}},
			"private, seen before": {Target: bucket("private"), Seen: known, Closed: []exposure.Right{exposure.RightList, exposure.RightRead, exposure.RightListVersions, exposure.RightReadACL}},
			"no such bucket":       {Target: "s3+" + server.Endpoint + "/nothing", Closed: storageRights()},
			"ACL may be read too":  {Target: bucket("acls", "s3:GetBucketAcl"), Open: []exposure.Right{exposure.RightReadACL}},
		},
	})
	for _, f := range probetest.Ask(t, s3{}, probetest.Place{Target: getOnly}).Rights {
		if f.Right == exposure.RightRead && f.Verdict != exposure.Inconclusive {
			t.Errorf("read of a bucket that is not listed, without a name: %+v", f)
		}
	}
	if r := probetest.Ask(t, s3{}, probetest.Place{Target: getOnly}); r.Exists != probe.Exists {
		t.Errorf("exists %q", r.Exists)
	}
}

func TestPolicyWrites(t *testing.T) {
	for policy, want := range map[string]bool{
		`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject"}]}`:                                        false,
		`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*"}]}`:                                                true,
		`{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":["s3:GetObject","s3:PutObject"]}}`:                 true,
		`{"Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::123456789012:root"]},"Action":"s3:PutObject"}]}`: false,
		`{"Statement":[{"Effect":"Deny","Principal":"*","Action":"*"}]}`:                                                    false,
		`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Condition":{"IpAddress":{}}}]}`:                      false,
		`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:Pu*"}]}`:                                              true,
		`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:Get*"}]}`:                                             false,
	} {
		if got, ok := policyWrites([]byte(policy)); got != want || !ok {
			t.Errorf("%s: %v, %v; want %v", policy, got, ok, want)
		}
	}
	for _, policy := range []string{"", "{}", "[]", "<html>", `{"Statement":"x"}`} {
		if _, ok := policyWrites([]byte(policy)); ok {
			t.Errorf("%q is taken for a policy", policy)
		}
	}
}
