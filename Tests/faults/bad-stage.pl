#!/usr/bin/perl
# bad-stage.pl MODE NAME [FLAG [PIPE]]: passes an event stream on as it is, but for the file NAME, with which it does what MODE
# says. With FLAG, a file that it makes then, it does so only if that isn't there yet. One that hangs writes its process
# number to PIPE first.
use strict;
use warnings;

my ($mode, $name, $flag, $pipe) = @ARGV;
binmode STDIN;
binmode STDOUT;
$| = 1;

my ($inside, $is_bad, $records, $seq, $token) = (0, 0, 0, 0, '');

sub books {
    my ($lines, $bytes) = @_;
    return qq({"stage":"fp-parse","lines_in":$lines,"lines_out":$lines,"joined":0,"made":0,"dropped":{},"errors":0,)
        . qq("bytes_in":$bytes,"seconds":0.1});
}
sub end_line { my ($of, $lines, $more) = @_; return qq({"\@fp":"end","seq":$of,"stages":[) . books($lines, 61) . qq(],"summary":[]$more}\n) }
sub stream_line { return qq({"\@fp":"stream","version":1,"token":"$_[0]","folder":"0-0","stages":["fp-watch","fp-parse"]}\n) }

my %ways_to_die = (
    'exits-1' => sub { exit 1 },
    'exits-0' => sub { exit 0 },
    'segfaults' => sub { kill 'SEGV', $$ },
    'aborts' => sub { kill 'ABRT', $$ },
    'is-killed' => sub { kill 'KILL', $$ },
    'hangs' => sub { open my $to, '>', $pipe or die "$pipe: $!\n"; print $to "$$\n"; close $to; sleep 1 while 1 },
    'cuts-a-line-and-ends' => sub { print substr $_[0], 0, 20; exit 0 },
    'floods' => sub { my $block = "\0\xff" x 32768; print $block while 1 },
    'closes-its-output' => sub { close STDOUT; 1 while <STDIN>; exit 0 },
);
# What is written instead of the second record of the file.
my %at_record = (
    'drops-a-record' => sub { '' },
    'repeats-a-record' => sub { $_[0] x 2 },
    'cuts-a-record' => sub { substr($_[0], 0, 20) . "\n" },
    'joins-two-records' => sub { chomp(my $line = $_[0]); $line },
    'writes-text' => sub { "not a record\n" },
    'writes-bytes' => sub { "\xff\xfe\0\x80garbage\n" },
    'adds-bytes' => sub { "\xff\xfe\0\x80garbage\n$_[0]" },
    'empties-a-record' => sub { "\n" },
    'writes-an-array' => sub { "[1,2]\n" },
    'forges-an-end-of-another' => sub { end_line($seq + 1, 1, '') . $_[0] },
    'forges-an-end-with-wrong-counts' => sub { end_line($seq, 77, '') . $_[0] },
    'forges-an-end-with-the-token' => sub { end_line($seq, 1, qq(,"token":"$token")) . $_[0] },
    'forges-an-end-with-a-wrong-token' => sub { end_line($seq, 1, qq(,"token":"$seq")) . $_[0] },
    'begins-another-inside' => sub { qq({"\@fp":"begin","seq":999,"name":"x","path":"/x","size":1,"mtime":"2026-06-15T12:00:00Z"}\n$_[0]) },
    'says-bye-inside' => sub { qq({"\@fp":"bye","files":1}\n$_[0]) },
    'writes-a-second-stream' => sub { stream_line($token) . $_[0] },
    'writes-a-stream-with-a-wrong-token' => sub { stream_line('00') . $_[0] },
    'writes-half-a-control-line' => sub { qq({"\@fp":"end","seq":$seq\n$_[0]) },
);
my %at_begin = (
    'swallows-begin' => sub { '' },
    'swallows-everything' => sub { '' },
    'begins-twice' => sub { $_[0] x 2 },
    'changes-the-name' => sub { my $line = $_[0]; $line =~ s/"name":"[^"]*"/"name":"other.log"/; $line },
    'changes-the-size' => sub { my $line = $_[0]; $line =~ s/"size":\d+/"size":7/; $line },
    'changes-the-number' => sub { my $line = $_[0]; $line =~ s/"seq":\d+/"seq":999/; $line },
    'names-a-path-outside' => sub { my $line = $_[0]; $line =~ s/"name":"[^"]*"/"name":"..\/..\/outside"/; $line },
    'invents-a-file' => sub {
        qq({"\@fp":"begin","seq":999,"name":"invented.log","path":"/x","size":61,"mtime":"2026-06-15T12:00:00Z"}\n{"a":1}\n)
            . end_line(999, 1, '') . $_[0];
    },
    'repeats-an-offer' => sub { (my $line = $_[0]) =~ s/"begin"/"file"/; $line . $_[0] },
);
my %at_end = (
    'swallows-end' => sub { '' },
    'swallows-everything' => sub { '' },
    'ends-twice' => sub { $_[0] x 2 },
    'changes-a-count' => sub { my $line = $_[0]; $line =~ s/"lines_out":(\d+)/'"lines_out":' . ($1 + 1)/e; $line },
    'changes-the-bytes' => sub { my $line = $_[0]; $line =~ s/"bytes_in":(\d+)/'"bytes_in":' . ($1 - 1)/e; $line },
    'empties-the-books' => sub { my $line = $_[0]; $line =~ s/"stages":\[.*\],"summary"/"stages":[],"summary"/; $line },
    'changes-the-number' => sub { my $line = $_[0]; $line =~ s/"seq":\d+/"seq":999/; $line },
    'ends-another-afterwards' => sub { $_[0] . end_line($seq + 1, 0, '') },
    'writes-outside-of-files' => sub { qq($_[0]\{"a":1}\n) },
    'begins-it-again' => sub {
        $_[0] . qq({"\@fp":"begin","seq":$seq,"name":"$name","path":"/x","size":61,"mtime":"2026-06-15T12:00:00Z"}\n{"a":1}\n)
            . end_line($seq, 1, '');
    },
    'fails-it' => sub { qq({"\@fp":"fail","seq":$seq,"stage":"bad-stage","error":"for no reason"}\n) },
);
die "bad-stage: no mode $mode\n" unless grep { $_->{$mode} } \%ways_to_die, \%at_record, \%at_begin, \%at_end;

while (my $line = <STDIN>) {
    $token = $1 if $line =~ /^\{"\@fp":"stream".*"token":"([^"]*)"/;
    if ($line =~ /^\{"\@fp":"begin","seq":(\d+),"name":"\Q$name\E"/) {
        ($inside, $is_bad, $records, $seq) = (1, !(defined $flag && -e $flag), 0, $1);
        if ($is_bad && defined $flag) { open my $made, '>', $flag or die "$flag: $!\n" }
    }
    if ($inside && $is_bad) {
        my $written = $line;
        if ($line =~ /^\{"\@fp":"begin"/) { $written = $at_begin{$mode}->($line) if $at_begin{$mode} }
        elsif ($line =~ /^\{"\@fp":"(?:end|fail)"/) { $written = $at_end{$mode}->($line) if $at_end{$mode} }
        elsif ($line !~ /^\{"\@fp":"/) {
            $records++;
            $ways_to_die{$mode}->($line) if $records == 2 && $ways_to_die{$mode};
            $written = $at_record{$mode}->($line) if $records == 2 && $at_record{$mode};
            $written = '' if $mode eq 'swallows-everything';
        }
        print $written;
    } else { print $line }
    $inside = 0 if $line =~ /^\{"\@fp":"(?:end|fail)"/;
}
