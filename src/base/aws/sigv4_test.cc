// Values: AWS's Signature Version 4 test suite (credentials AKIDEXAMPLE, service "service"), and
// the worked examples of the Amazon S3 API Reference, "Authenticating Requests".
#include "base/aws/sigv4.h"

#include <gtest/gtest.h>

namespace redquill::aws {
namespace {

Credentials Example(std::string_view secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY") {
  Credentials credentials;
  credentials.access_key_id = "AKIDEXAMPLE";
  credentials.secret_access_key = Secret(secret);
  return credentials;
}

HttpRequest Get(std::string path, std::string query = "") {
  HttpRequest request;
  request.url.scheme = "https";
  request.url.host = request.url.authority = "example.amazonaws.com";
  request.url.path = std::move(path);
  request.url.query = std::move(query);
  return request;
}

std::string Authorization(const HttpRequest& request) {
  for (const HttpHeader& header : request.headers) {
    if (header.name == "Authorization") return header.value;
  }
  return {};
}

/// Signed as the test suite does; the part behind "SignedHeaders=".
std::string Signed(HttpRequest request, const Credentials& credentials = Example()) {
  Sign(credentials, {"us-east-1", "service"}, *ParseTimestamp("2015-08-30T12:36:00Z"), &request);
  const std::string all = Authorization(request);
  const std::string start =
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
      "SignedHeaders=";
  EXPECT_EQ(all.substr(0, start.size()), start);
  return all.substr(start.size());
}

TEST(SigV4, SuiteVanilla) {
  EXPECT_EQ(Signed(Get("/")),
            "host;x-amz-date, "
            "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
}

TEST(SigV4, SuiteQueryOrder) {
  EXPECT_EQ(Signed(Get("/", "Param2=value2&Param1=value1")),
            "host;x-amz-date, "
            "Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
}

TEST(SigV4, SuiteUnreservedQuery) {
  const std::string plain = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  EXPECT_EQ(Signed(Get("/", plain + "=" + plain)),
            "host;x-amz-date, "
            "Signature=9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197");
}

TEST(SigV4, SuiteQueryBeyondAscii) {
  EXPECT_EQ(Signed(Get("/", EncodedQuery({{"\u1234", "bar"}}))),
            "host;x-amz-date, "
            "Signature=2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04");
}

TEST(SigV4, SuitePathsAreEncoded) {
  EXPECT_EQ(Signed(Get("/\u1234")),
            "host;x-amz-date, "
            "Signature=8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85");
  EXPECT_EQ(Signed(Get("/example space/")),
            "host;x-amz-date, "
            "Signature=652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741");
}

TEST(SigV4, SuiteHeaderValuesAreTrimmed) {
  HttpRequest request = Get("/");
  request.headers = {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}};
  EXPECT_EQ(Signed(request),
            "host;my-header1;my-header2;x-amz-date, "
            "Signature=acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
}

TEST(SigV4, SuiteSessionToken) {
  Credentials credentials = Example();
  credentials.session_token =
      Secret("6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267");
  EXPECT_EQ(Signed(Get("/"), credentials),
            "host;x-amz-date;x-amz-security-token, "
            "Signature=07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8");
}

TEST(SigV4, SuiteBody) {
  HttpRequest request = Get("/");
  request.method = "POST";
  request.body = "Param1=value1";
  request.headers = {
      {"Content-Type", "application/x-www-form-urlencoded"},
      {"Content-Length", "13"},
      {"X-Amz-Content-Sha256", "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"}};
  EXPECT_EQ(Signed(request),
            "content-length;content-type;host;x-amz-content-sha256;x-amz-date, "
            "Signature=d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b");
}

/// Of the S3 examples: the signature.
std::string SignedForS3(HttpRequest request) {
  request.url.host = request.url.authority = "examplebucket.s3.amazonaws.com";
  Sign(Example("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), {"us-east-1", "s3"},
       *ParseTimestamp("2013-05-24T00:00:00Z"), &request);
  const std::string all = Authorization(request);
  return all.substr(all.find("Signature=") + 10);
}

TEST(SigV4, S3ExampleObjectWithRange) {
  HttpRequest request = Get("/test.txt");
  request.headers = {{"Range", "bytes=0-9"}};
  EXPECT_EQ(SignedForS3(request),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST(SigV4, S3ExamplePut) {
  HttpRequest request = Get("/test%24file.text");
  request.method = "PUT";
  request.body = "Welcome to Amazon S3.";
  request.headers = {{"Date", "Fri, 24 May 2013 00:00:00 GMT"},
                     {"x-amz-storage-class", "REDUCED_REDUNDANCY"}};
  EXPECT_EQ(SignedForS3(request),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

TEST(SigV4, S3ExampleQueryWithoutValue) {
  EXPECT_EQ(SignedForS3(Get("/", "lifecycle")),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
}

TEST(SigV4, S3ExampleList) {
  EXPECT_EQ(SignedForS3(Get("/", "prefix=J&max-keys=2")),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST(SigV4, S3PathsAreEncodedOnceAndOthersTwice) {
  const HttpRequest request = Get("/a%20b");
  EXPECT_EQ(CanonicalRequest(request, {"r", "s3"}).substr(0, 12), "GET\n/a%20b\n\n");
  EXPECT_EQ(CanonicalRequest(request, {"r", "other"}).substr(0, 14), "GET\n/a%2520b\n\n");
}

TEST(SigV4, NothingSentHoldsTheSecret) {
  HttpRequest request = Get("/");
  Sign(Example(), {"us-east-1", "s3"}, *ParseTimestamp("2015-08-30T12:36:00Z"), &request);
  for (const HttpHeader& header : request.headers) {
    EXPECT_EQ(header.value.find("wJalrXUtnFEMI"), std::string::npos) << header.name;
  }
}

TEST(Timestamp, ReadsAndWrites) {
  EXPECT_EQ(BasicTimestamp(*ParseTimestamp("2024-02-29T23:59:59Z")), "20240229T235959Z");
  EXPECT_EQ(ParseTimestamp("2024-02-29T23:59:59.123Z"), ParseTimestamp("2024-02-29T23:59:59Z"));
  EXPECT_EQ(ParseHttpDate("Thu, 29 Feb 2024 23:59:59 GMT"), ParseTimestamp("2024-02-29T23:59:59Z"));
  for (const char* text : {"", "2024", "2023-02-29T00:00:00Z", "2024-02-29 23:59:59Z",
                           "2024-02-29T23:59:59", "2024-02-29T24:00:00Z", "2024-02-29T23:59:59+1Z",
                           "2024-13-01T00:00:00Z", "+024-02-29T23:59:59Z"}) {
    EXPECT_FALSE(ParseTimestamp(text)) << text;
  }
  EXPECT_FALSE(ParseHttpDate("yesterday, or so"));
}

}  // namespace
}  // namespace redquill::aws
