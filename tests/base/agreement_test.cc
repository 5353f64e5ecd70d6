// Communication between ranks: errors, texts, sums.

#include <solver/base/agreement.h>
#include <solver/base/errors.h>
#include <solver/base/every_rank.h>
#include <solver/base/reductions.h>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace
{
  using namespace sagitta;

  const MPI_Comm world = MPI_COMM_WORLD;

  int rank()
  {
    int rank = 0;
    MPI_Comm_rank(world, &rank);
    return rank;
  }

  int n_ranks()
  {
    int ranks = 1;
    MPI_Comm_size(world, &ranks);
    return ranks;
  }

  TEST(Agreement, IsTheSentenceOfTheLowestRankThatHasOne)
  {
    EXPECT_EQ(find_first_error("", world), std::nullopt);
    const int last = n_ranks() - 1;
    EXPECT_EQ(find_first_error(rank() == last ? "only the last" : "", world), std::optional<std::string>("only the last"));
    EXPECT_EQ(find_first_error("rank " + std::to_string(rank()), world), std::optional<std::string>("rank 0"));
  }

  TEST(Agreement, ThrowsOnEveryRankWhatOneRankThrows)
  {
    const int last = n_ranks() - 1;
    std::string sentence;
    try
      {
        on_every_rank({"case.yaml:3", "states"}, world, [&] {
          if (rank() == last)
            throw std::runtime_error("no such file");
        });
      }
    catch (const InputError &error)
      {
        sentence = error.what();
      }
    EXPECT_EQ(sentence, "case.yaml:3: states: no such file");
    EXPECT_NO_THROW(on_every_rank({}, world, [] {}));
  }

  TEST(Agreement, BroadcastsATextOfAnyLengthFromTheNamedRank)
  {
    const int last = n_ranks() - 1;
    std::string text = rank() == last ? std::string(100'000, 'x') + '\0' + "end" : "short";
    broadcast(text, last, world);
    EXPECT_EQ(text.size(), 100'004u);
    EXPECT_EQ(text.substr(99'999), std::string("x\0end", 5));
  }

  TEST(Reductions, CountEveryRankOnce)
  {
    const int n = n_ranks();
    EXPECT_EQ(sum_over_ranks(rank() + 1., world), n * (n + 1) / 2.); // integers are exact
    std::vector<double> values = {1, static_cast<double>(rank())};
    sum_over_ranks(values, world);
    EXPECT_EQ(values, (std::vector<double>{static_cast<double>(n), n * (n - 1) / 2.}));
    EXPECT_TRUE(is_on_any_rank(rank() == n - 1, world));
    EXPECT_FALSE(is_on_any_rank(false, world));
  }

  TEST(Reductions, FindAnExtremeOnTheFirstRankThatHasIt)
  {
    const int n = n_ranks();
    const ExtremeOfRanks largest = find_largest(rank(), world), smallest = find_smallest(rank(), world), equal = find_largest(5, world);
    EXPECT_EQ(largest.value, n - 1);
    EXPECT_EQ(largest.rank, n - 1);
    EXPECT_EQ(largest.is_here, rank() == n - 1);
    EXPECT_EQ(smallest.value, 0);
    EXPECT_EQ(smallest.rank, 0);
    EXPECT_EQ(equal.rank, 0);
    EXPECT_EQ(equal.is_here, rank() == 0);
  }
} // namespace
