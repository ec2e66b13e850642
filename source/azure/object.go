package azure

import (
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// object turns an item of a listing into an object.
func (s *Source) object(item *container.BlobItem) source.Object {
	o := source.Object{
		Name: *item.Name, Size: -1, Current: true,
		Version: value(item.VersionID), Snapshot: value(item.Snapshot),
	}
	older := s.options.Versions && o.Version != "" && !value(item.IsCurrentVersion)
	if older || o.Snapshot != "" || value(item.Deleted) {
		o.Current = false
		o.Unreadable = exposure.NotReadSnapshot
	}
	p := item.Properties
	if p == nil {
		return o
	}
	if p.ContentLength != nil && *p.ContentLength >= 0 {
		o.Size = *p.ContentLength
	}
	o.ETag = quoted(string(value(p.ETag)))
	o.Modified = utc(p.LastModified)
	o.Created = utc(p.CreationTime)
	o.MD5 = p.ContentMD5
	o.Tier = string(value(p.AccessTier))
	o.ContentType = value(p.ContentType)
	o.ContentEncoding = value(p.ContentEncoding)
	switch {
	case o.Unreadable != "":
	case o.Tier == string(blob.AccessTierArchive):
		o.Unreadable = exposure.NotReadArchived
	case value(p.ResourceType) == "directory":
		o.Unreadable = exposure.NotReadSpecial
	}
	return o
}

// quoted writes an ETag as the header does. A listing leaves the quotes out.
func quoted(tag string) string {
	if tag == "" || strings.HasPrefix(tag, `"`) || strings.HasPrefix(tag, "W/") {
		return tag
	}
	return `"` + tag + `"`
}

func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

func utc(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}
