using System.Security.Cryptography;
using System.Text;
using Blockade.Testing;

namespace Blockade.Reporting.Tests.Output;

public class Sha256SumTests
{
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    [Evidence(EvidenceKind.Published, "NIST, examples with intermediate values for FIPS 180-4, SHA-256; the sum of nothing is widely printed")]
    public void Printed_sums_come_out(string text, string sum) => Assert.Equal(sum, Sha256Sum.Of(Encoding.ASCII.GetBytes(text)));

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "System.Security.Cryptography.SHA256 of .NET 10 over the platform's library")]
    public void Every_length_around_the_ends_of_blocks_has_the_platforms_sum()
    {
        // 0 to 300 covers each fill of the last block five times; the last two stand at the bound between the implementations
        int[] lengths = [.. Enumerable.Range(0, 300), 1 << 20, (1 << 20) + 1];
        foreach (int length in lengths)
        {
            byte[] content = [.. Enumerable.Range(0, length).Select(i => (byte)((i * 131) ^ (i >> 7)))];
            string expected = Convert.ToHexStringLower(SHA256.HashData(content));

            Assert.Equal(expected, Sha256Sum.Of(content));
            Assert.Equal(expected, Sha256Sum.Of(new MemoryStream(content)));
        }
    }
}
