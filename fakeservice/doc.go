// Package fakeservice is a whole MediaSock service in memory, for the tests of
// programs that use one. It is no mock: a real library behind a real handler,
// with every mechanism; only what is kept is forgotten.
//
// [Start] runs one for a test, keeps the calls that it gets, and fails as the
// test tells it to:
//
//	func TestUploadSurvivesACutConnection(t *testing.T) {
//		service := fakeservice.Start(t, fakeservice.Options{})
//		service.AddUser("ann", "her password")
//		service.Fail("mediasock.media.append", fakeservice.Lost())
//
//		upload(service.URL, service.Client(), "ann", "her password", "pier.jpg")
//
//		if n := len(service.Calls("mediasock.media.append")); n != 2 {
//			t.Errorf("media.append was called %d times, want 2", n)
//		}
//	}
//
// What has been uploaded can be read from [Service.Library].
// [New] is the handler alone, for those who bring a server of their own.
package fakeservice
