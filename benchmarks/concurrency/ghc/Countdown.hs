-- | Waits for many threads without something for each.
module Countdown (Countdown, newCountdown, countDown, awaitZero) where

import Control.Concurrent.MVar
import Control.Monad (when)
import Data.IORef

data Countdown = Countdown (IORef Int) (MVar ())

newCountdown :: Int -> IO Countdown
newCountdown count = Countdown <$> newIORef count <*> newEmptyMVar

countDown :: Countdown -> IO ()
countDown (Countdown left zero) = do
  n <- atomicModifyIORef' left $ \n -> (n - 1, n - 1)
  when (n == 0) $ putMVar zero ()

awaitZero :: Countdown -> IO ()
awaitZero (Countdown _ zero) = takeMVar zero
