// Watches by WHEP with Pion, a WebRTC implementation in Go that shares no code with the browsers', and writes what
// arrives to files that other programs can decode.
//
// Arguments: the WHEP endpoint, the directory to write to. Makes video.ivf (VP8) or video.h264, and audio.ogg (Opus).
// Prints JSON lines: answered, connected, keyframe (with the milliseconds since the POST), at intervals the frames so
// far, and deleted. Ends with its input, and then the files are complete.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
	"github.com/pion/webrtc/v3"
	"github.com/pion/webrtc/v3/pkg/media"
	"github.com/pion/webrtc/v3/pkg/media/h264writer"
	"github.com/pion/webrtc/v3/pkg/media/ivfwriter"
	"github.com/pion/webrtc/v3/pkg/media/samplebuilder"
)

const (
	httpTimeout    = 10 * time.Second
	reportInterval = 100 * time.Millisecond
	// for a picture that is complete in spite of loss
	keyframeRequestInterval = 3 * time.Second
	latePackets             = 64
	// 20 ms
	soundTicks = 960
)

type state map[string]any

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		say(state{"error": err.Error()})
		os.Exit(1)
	}
}

func run(endpoint, directory string) error {
	connection, err := connect()
	if err != nil {
		return err
	}
	viewer := &viewer{directory: directory, connection: connection, posted: time.Now()}
	connection.OnTrack(viewer.receive)
	connection.OnConnectionStateChange(func(now webrtc.PeerConnectionState) {
		say(state{"state": now.String()})
	})

	offer, err := connection.CreateOffer(nil)
	if err != nil {
		return err
	}
	gathered := webrtc.GatheringCompletePromise(connection)
	if err := connection.SetLocalDescription(offer); err != nil {
		return err
	}
	<-gathered
	viewer.posted = time.Now()
	session, answer, err := post(endpoint, connection.LocalDescription().SDP)
	if err != nil {
		return err
	}
	if err := connection.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
		return err
	}
	go viewer.report()

	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	status, err := request(http.MethodDelete, session, "", nil)
	if err != nil {
		return err
	}
	if err := connection.Close(); err != nil {
		return err
	}
	viewer.tracks.Wait()
	say(state{"state": "deleted", "status": status.code})
	return nil
}

// connect makes a connection with a section to receive audio and one to receive VP8 or H264.
func connect() (*webrtc.PeerConnection, error) {
	engine := &webrtc.MediaEngine{}
	if err := engine.RegisterDefaultCodecs(); err != nil {
		return nil, err
	}
	interceptors := &interceptor.Registry{}
	if err := webrtc.RegisterDefaultInterceptors(engine, interceptors); err != nil {
		return nil, err
	}
	settings := webrtc.SettingEngine{}
	settings.SetIncludeLoopbackCandidate(true)
	api := webrtc.NewAPI(
		webrtc.WithMediaEngine(engine),
		webrtc.WithInterceptorRegistry(interceptors),
		webrtc.WithSettingEngine(settings))
	connection, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, err
	}
	for _, kind := range []webrtc.RTPCodecType{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecTypeVideo} {
		receive := webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}
		if _, err := connection.AddTransceiverFromKind(kind, receive); err != nil {
			return nil, err
		}
	}
	return connection, nil
}

type response struct {
	code     int
	body     string
	location *url.URL
}

func request(method, address, contentType string, body io.Reader) (response, error) {
	call, err := http.NewRequest(method, address, body)
	if err != nil {
		return response{}, err
	}
	if contentType != "" {
		call.Header.Set("Content-Type", contentType)
	}
	client := http.Client{Timeout: httpTimeout}
	answer, err := client.Do(call)
	if err != nil {
		return response{}, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return response{}, err
	}
	location, err := answer.Location()
	if err != nil && !errors.Is(err, http.ErrNoLocation) {
		return response{}, err
	}
	return response{answer.StatusCode, string(text), location}, nil
}

// post offers, and returns the session's address and the answer.
func post(endpoint, offer string) (string, string, error) {
	answer, err := request(http.MethodPost, endpoint, "application/sdp", strings.NewReader(offer))
	if err != nil {
		return "", "", err
	}
	if answer.code != http.StatusCreated || answer.location == nil {
		return "", "", fmt.Errorf("POST: %d %s", answer.code, answer.body)
	}
	say(state{"state": "answered", "status": answer.code, "location": answer.location.String()})
	return answer.location.String(), answer.body, nil
}

// viewer writes what arrives.
type viewer struct {
	directory  string
	connection *webrtc.PeerConnection
	posted     time.Time
	tracks     sync.WaitGroup

	mutex  sync.Mutex
	frames int
	sounds int
	codec  string
}

func (v *viewer) receive(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
	v.tracks.Add(1)
	defer v.tracks.Done()
	var err error
	switch strings.ToLower(track.Codec().MimeType) {
	case "video/vp8":
		err = v.video(track, "VP8", &codecs.VP8Packet{}, vp8Keyframe, func() (media.Writer, error) {
			return ivfwriter.New(filepath.Join(v.directory, "video.ivf"))
		})
	case "video/h264":
		err = v.video(track, "H264", &codecs.H264Packet{}, h264Keyframe, func() (media.Writer, error) {
			return h264writer.New(filepath.Join(v.directory, "video.h264"))
		})
	case "audio/opus":
		err = v.audio(track)
	default:
		err = fmt.Errorf("no use for %s", track.Codec().MimeType)
	}
	if err != nil {
		say(state{"error": err.Error()})
	}
}

// video writes from the first whole keyframe on, frame by frame, in order.
func (v *viewer) video(track *webrtc.TrackRemote, codec string, depacketizer rtp.Depacketizer,
	isKeyframe func([]byte) bool, open func() (media.Writer, error)) error {
	v.mutex.Lock()
	v.codec = codec
	v.mutex.Unlock()
	writer, err := open()
	if err != nil {
		return err
	}
	defer writer.Close()
	frames := samplebuilder.New(latePackets, depacketizer, track.Codec().ClockRate)
	var packets []*rtp.Packet
	begun := false
	asked := time.Time{}
	for {
		packet, _, err := track.ReadRTP()
		if err != nil {
			return nil // the connection was closed
		}
		if !begun && time.Since(asked) > keyframeRequestInterval {
			asked = time.Now()
			pli := &rtcp.PictureLossIndication{MediaSSRC: uint32(track.SSRC())}
			if err := v.connection.WriteRTCP([]rtcp.Packet{pli}); err != nil {
				return nil
			}
		}
		frames.Push(packet)
		packets = append(packets, packet)
		for sample := frames.Pop(); sample != nil; sample = frames.Pop() {
			if !begun && isKeyframe(sample.Data) {
				begun = true
				say(state{"state": "keyframe", "codec": codec, "millis": time.Since(v.posted).Milliseconds()})
			}
			var written int
			written, packets, err = write(writer, packets, sample.PacketTimestamp, begun)
			if err != nil {
				return err
			}
			if written > 0 {
				v.mutex.Lock()
				v.frames++
				v.mutex.Unlock()
			}
		}
	}
}

// write hands the writer the packets of one frame and returns how many those were, and what is left.
func write(writer media.Writer, packets []*rtp.Packet, timestamp uint32, begun bool) (int, []*rtp.Packet, error) {
	written := 0
	var later []*rtp.Packet
	for _, packet := range packets {
		switch {
		case packet.Timestamp == timestamp && begun:
			if err := writer.WriteRTP(packet); err != nil {
				return written, later, err
			}
			written++
		case packet.Timestamp-timestamp < 1<<31 && packet.Timestamp != timestamp:
			later = append(later, packet)
		}
	}
	return written, later, nil
}

func (v *viewer) audio(track *webrtc.TrackRemote) error {
	writer, err := newOggWriter(filepath.Join(v.directory, "audio.ogg"))
	if err != nil {
		return err
	}
	defer writer.Close()
	var first *rtp.Packet
	for {
		packet, _, err := track.ReadRTP()
		if err != nil {
			return nil // the connection was closed
		}
		if first == nil {
			first = packet
		}
		if err := writer.packet(packet.Payload, uint64(packet.Timestamp-first.Timestamp)+soundTicks); err != nil {
			return err
		}
		v.mutex.Lock()
		v.sounds++
		v.mutex.Unlock()
	}
}

func (v *viewer) report() {
	for range time.Tick(reportInterval) {
		v.mutex.Lock()
		say(state{"frames": v.frames, "sounds": v.sounds, "codec": v.codec})
		v.mutex.Unlock()
	}
}

// vp8Keyframe: the inverse key frame flag is the lowest bit of the frame tag (RFC 6386 §9.1).
func vp8Keyframe(frame []byte) bool {
	return len(frame) > 0 && frame[0]&1 == 0
}

// h264Keyframe: an access unit with an IDR slice, in Annex B.
func h264Keyframe(unit []byte) bool {
	const idr = 5
	for i := 0; i+3 < len(unit); i++ {
		if unit[i] == 0 && unit[i+1] == 0 && unit[i+2] == 1 && unit[i+3]&31 == idr {
			return true
		}
	}
	return false
}

var out sync.Mutex

func say(line state) {
	text, err := json.Marshal(line)
	if err != nil {
		panic(err)
	}
	out.Lock()
	defer out.Unlock()
	fmt.Println(string(text))
}
