package main

import (
	"encoding/binary"
	"os"
)

// oggWriter writes Opus packets to an Ogg stream (RFC 3533, RFC 7845), each in a page of its own, so that the file can
// be read while it grows. Pion's own writer is of no use here: its segment tables hold packets of up to 255 bytes.
type oggWriter struct {
	file     *os.File
	sequence uint32
}

const (
	oggSerial     = 1
	oggBeginning  = 2
	oggSampleRate = 48000
	oggChannels   = 2
	oggLacing     = 255
)

func newOggWriter(path string) (*oggWriter, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	writer := &oggWriter{file: file}
	head := append([]byte("OpusHead"), 1, oggChannels, 0, 0)
	head = binary.LittleEndian.AppendUint32(head, oggSampleRate)
	head = append(head, 0, 0, 0)
	tags := append([]byte("OpusTags"), 4, 0, 0, 0)
	tags = append(tags, "pion\x00\x00\x00\x00"...)
	if err := writer.page(head, 0, oggBeginning); err != nil {
		return nil, err
	}
	return writer, writer.page(tags, 0, 0)
}

// packet writes one packet; position is in samples, at its end.
func (w *oggWriter) packet(payload []byte, position uint64) error {
	return w.page(payload, position, 0)
}

func (w *oggWriter) page(payload []byte, position uint64, flags byte) error {
	page := append([]byte("OggS"), 0, flags)
	page = binary.LittleEndian.AppendUint64(page, position)
	page = binary.LittleEndian.AppendUint32(page, oggSerial)
	page = binary.LittleEndian.AppendUint32(page, w.sequence)
	w.sequence++
	const checksum = 22
	page = append(page, 0, 0, 0, 0)
	page = append(page, byte(len(payload)/oggLacing+1))
	rest := len(payload)
	for ; rest >= oggLacing; rest -= oggLacing {
		page = append(page, oggLacing)
	}
	page = append(page, byte(rest))
	page = append(page, payload...)
	binary.LittleEndian.PutUint32(page[checksum:], oggChecksum(page))
	_, err := w.file.Write(page)
	return err
}

func (w *oggWriter) Close() error {
	return w.file.Close()
}

// oggChecksum is a CRC-32 with the polynomial of IEEE 802.3, unlike that one neither reflected nor inverted.
func oggChecksum(page []byte) uint32 {
	var sum uint32
	for _, octet := range page {
		sum ^= uint32(octet) << 24
		for bit := 0; bit < 8; bit++ {
			if sum&0x80000000 != 0 {
				sum = sum<<1 ^ 0x04c11db7
			} else {
				sum <<= 1
			}
		}
	}
	return sum
}
