package extract

import "github.com/hemostat/hemostat/extract/internal/pdfium"

// PDFWith gives x another engine for PDF.
func PDFWith(x *Extractor, memoryPages uint32, instances int) {
	x.pdf = pdfium.New(pdfium.Config{MemoryPages: memoryPages, Instances: instances, Workers: 2})
}
