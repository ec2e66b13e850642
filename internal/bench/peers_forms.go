package main

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
)

// A form is a kind of credential that is planted: how its setting is called, and
// how its vendor or standard has it.
type form struct {
	kind string
	name string // the setting's, words with a space between
	make func(m maker) credential
}

// A credential is what is written behind the name of a setting.
type credential struct {
	text   string
	secret string    // the part of text that is secret, where it is not all of it
	beside [2]string // a setting written before it, and its name: the id of a pair
}

func all(text string) credential { return credential{text: text} }

// within is a credential whose secret is a part of it.
func within(secret, format string, args ...any) credential {
	return credential{text: fmt.Sprintf(format, args...), secret: secret}
}

// forms are those that are planted, [perForm] times each.
var forms = []form{
	{"github-pat", "github token", func(m maker) credential { return all(m.checked("ghp_")) }},
	{"github-app-token", "github app token", func(m maker) credential { return all(m.checked("ghs_")) }},
	{"github-fine-grained", "github token", func(m maker) credential {
		return all("github_pat_" + m.from(alnum, 22) + "_" + m.from(alnum, 59))
	}},
	{"gitlab-pat", "gitlab token", func(m maker) credential { return all("glpat-" + m.from(words, 20)) }},
	{"npm-token", "npm token", func(m maker) credential { return all(m.checked("npm_")) }},
	{"stripe-live-key", "stripe secret key", stripeKey},
	{"slack-bot-token", "slack bot token", func(m maker) credential {
		return all("xoxb-" + m.from(digits[1:], 12) + "-" + m.from(digits[1:], 13) + "-" + m.from(alnum, 24))
	}},
	{"slack-webhook", "slack webhook", func(m maker) credential {
		return all("https://hooks.slack.com/services/T" + m.from(upper+digits, 10) + "/B" + m.from(upper+digits, 10) + "/" + m.from(alnum, 24))
	}},
	{"aws-access-key-id", "aws access key id", func(m maker) credential { return all("AKIA" + m.from(base32, 16)) }},
	{"aws-secret-key", "aws secret access key", func(m maker) credential {
		return credential{text: m.base64(30), beside: [2]string{"aws access key id", "AKIA" + m.from(base32, 16)}}
	}},
	{"azure-storage-key", "azure storage account key", func(m maker) credential { return all(m.base64(64)) }},
	{"azure-storage-connection", "azure storage connection string", func(m maker) credential {
		key := m.base64(64)
		return within(key, "DefaultEndpointsProtocol=https;AccountName=%s;AccountKey=%s;EndpointSuffix=core.windows.net", m.from(lower, 18), key)
	}},
	{"azure-account-sas", "export url", func(m maker) credential {
		sig := m.signature()
		return within(sig, "https://%s.blob.core.windows.net/exports?sv=2022-11-02&ss=bfqt&srt=sco&sp=rwdlacupx&se=2051-10-0%dT08:00:00Z&st=2020-10-05T08:00:00Z&spr=https&sig=%s",
			m.from(lower, 18), 1+m.IntN(9), sig)
	}},
	{"azure-service-sas", "container url", func(m maker) credential {
		sig := m.signature()
		return within(sig, "https://%s.blob.core.windows.net/exports?sp=racwdl&st=2020-10-05T08:00:00Z&se=2051-10-0%dT08:00:00Z&spr=https&sv=2022-11-02&sr=c&sig=%s",
			m.from(lower, 18), 1+m.IntN(9), sig)
	}},
	{"azure-service-bus", "service bus connection", func(m maker) credential {
		key := m.base64(32)
		return within(key, "Endpoint=sb://%s.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=%s", m.from(lower, 18), key)
	}},
	{"google-api-key", "google api key", func(m maker) credential { return all("AIzaSy" + m.from(words, 33)) }},
	{"sendgrid-key", "sendgrid api key", func(m maker) credential {
		return all("SG." + m.from(words, 22) + "." + m.from(words, 43))
	}},
	{"openai-key", "openai api key", func(m maker) credential {
		return all("sk-proj-" + m.from(words, 74) + "T3BlbkFJ" + m.from(words, 74))
	}},
	{"anthropic-key", "anthropic api key", func(m maker) credential {
		return all("sk-ant-api03-" + m.from(words, 93) + "AA")
	}},
	{"huggingface-token", "hugging face token", func(m maker) credential { return all("hf_" + m.from(lower+upper, 34)) }},
	{"jwt", "access token", signedToken},
	{"private-key", "deploy key", privateKey},
	{"postgresql-url", "database url", func(m maker) credential {
		password := m.plainPassword()
		return within(password, "%s://%s:%s@%s:5432/crm", m.pick("postgres", "postgresql"), m.user(), password, m.host())
	}},
	{"mysql-url", "database url", func(m maker) credential {
		password := m.plainPassword()
		return within(password, "mysql://%s:%s@%s:3306/portal", m.user(), password, m.host())
	}},
	{"mongodb-url", "mongo url", func(m maker) credential {
		password := m.plainPassword()
		return within(password, "mongodb+srv://%s:%s@%s/portal?retryWrites=true", m.user(), password, m.host())
	}},
	{"jdbc-url", "datasource url", jdbc},
	{"ado-connection", "crm connection", func(m maker) credential {
		password := m.oddPassword()
		return within(password, "Server=tcp:%s,1433;Initial Catalog=crm;User ID=%s;Password=%s;Encrypt=True;", m.host(), m.user(), password)
	}},
	{"url-credentials", "feed url", func(m maker) credential {
		password := url.QueryEscape(m.oddPassword())
		return within(password, "%s://%s:%s@%s/feed", m.pick("https", "ftp", "amqp"), m.user(), password, m.host())
	}},
	{"password-with-symbols", "smtp password", func(m maker) credential { return all(m.oddPassword()) }},
	{"generic-api-key", "billing api key", func(m maker) credential {
		return all(m.pick(m.from(alnum, 40), hex.EncodeToString(m.bytes(16))))
	}},
}

// stripeKey is of the old length or the new one.
func stripeKey(m maker) credential {
	return all(m.pick("sk_live_"+m.from(alnum, 24), "sk_live_51"+m.from(alnum, 97)))
}

func signedToken(m maker) credential {
	part := base64.RawURLEncoding.EncodeToString
	return all(part([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." +
		part(fmt.Appendf(nil, `{"sub":"%s","iat":1583312400,"exp":%d}`, hex.EncodeToString(m.bytes(8)), 2556100000+m.IntN(90000))) + "." +
		part(m.bytes(32)))
}

func jdbc(m maker) credential {
	password := m.plainPassword()
	switch m.IntN(3) {
	case 0:
		return within(password, "jdbc:postgresql://%s:5432/crm?user=%s&password=%s&ssl=true", m.host(), m.user(), password)
	case 1:
		return within(password, "jdbc:mysql://%s:3306/crm?user=%s&password=%s", m.host(), m.user(), password)
	}
	return within(password, "jdbc:sqlserver://%s:1433;databaseName=crm;user=%s;password=%s;encrypt=true", m.host(), m.user(), password)
}
